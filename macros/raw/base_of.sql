{#- The typed rows of a raw table. -#}
{%- macro base_of(table_name) -%}
    {%- do return(ref(
        'base_' ~ owner_of(table_name) ~ '__' ~ table_name
    )) -%}
{%- endmacro -%}
