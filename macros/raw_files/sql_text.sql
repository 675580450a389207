{#- A text as SQL reads it; `dbt.string_literal` leaves quotes in it as they
    are. -#}
{%- macro sql_text(text) -%}
    {%- do return("'" ~ (text | string | replace("'", "''")) ~ "'") -%}
{%- endmacro -%}
