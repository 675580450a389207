{#- Which half of a campaign's users one belongs to, 1 or 2: what is learned from
    one half is tried on the other. -#}
{%- macro half_of_campaign(users) -%}
    {{ md5_number(
        users ~ ".campaign_id || ':half:' || cast(" ~ users
        ~ '.user_id as varchar)'
    ) }} % 2 + 1
{%- endmacro -%}
