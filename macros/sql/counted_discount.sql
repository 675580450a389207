{#- An offer counts only where it is flagged and has an amount above zero. -#}
{%- macro counted_discount(is_offered, amount) -%}
    case when {{ is_offered }} and {{ amount }} > 0 then {{ amount }} else 0 end
{%- endmacro -%}
