{#- A sum that does not depend on the order of rows: added up as decimals. -#}
{%- macro exact_sum(value) -%}
    cast(sum(cast({{ value }} as decimal(27, 9))) as double)
{%- endmacro -%}
