{#- Text without the blanks around it; null if nothing else is there. -#}
{%- macro trimmed(column) -%}
    nullif(trim({{ column }}, e' \t\n\r\f'), '')
{%- endmacro -%}
