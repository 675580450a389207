{#- The rows of a raw table of the domain whose key others bear too. -#}
{%- macro repeated_of(table_name) -%}
    {%- do return(
        ref('base_' ~ var('domain') ~ '__repeated_' ~ table_name)
    ) -%}
{%- endmacro -%}
