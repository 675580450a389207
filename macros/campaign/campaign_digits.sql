{#- What draws a user, or a perk for one, in a campaign: the same for ever. -#}
{%- macro campaign_digits(key) -%}
    md5(salt || ':' || campaign_id || ':' || {{ key }})
{%- endmacro -%}
