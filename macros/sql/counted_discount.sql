{#- An offer counts only where it is flagged and has an amount above zero. -#}
{%- macro counted_discount(is_offered, amount) -%}
    coalesce(
        case when {{ is_offered }} and {{ amount }} > 0 then {{ amount }} end, 0
    )
{%- endmacro -%}
