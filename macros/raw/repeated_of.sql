{#- The rows of a raw table whose key others bear too. -#}
{%- macro repeated_of(table_name) -%}
    {%- do return(ref(
        'base_' ~ owner_of(table_name) ~ '__repeated_' ~ table_name
    )) -%}
{%- endmacro -%}
