{#- A mean that does not depend on the order of rows: added up as decimals. -#}
{%- macro exact_mean(value) -%}
    cast(sum(cast({{ value }} as decimal(27, 9))) as double)
    / nullif(count({{ value }}), 0)
{%- endmacro -%}
