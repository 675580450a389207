{#- A ratio of two numbers; null where there is nothing to divide by. -#}
{%- macro safe_ratio(numerator, denominator) -%}
    cast({{ numerator }} as double) / nullif({{ denominator }}, 0)
{%- endmacro -%}
