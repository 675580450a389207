{#- A mean that does not depend on the order of rows. -#}
{%- macro exact_mean(value) -%}
    {{ exact_sum(value) }}
    / nullif(count({{ value }}), 0)
{%- endmacro -%}
