{#- Whether a user belongs to the share that is offered nothing, so that the
    effect of the perks can be measured later. -#}
{%- macro is_held_out(user_id) -%}
    {{ md5_number(
        sql_text(var('holdout_salt')) ~ " || ':' || cast(" ~ user_id
        ~ ' as string)'
    ) }} % 10000 < {{ var('holdout_percent') }} * 100
{%- endmacro -%}
