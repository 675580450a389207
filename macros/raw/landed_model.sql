{#- Name of the model that holds the rows of a raw table, typed. -#}
{%- macro landed_model(table_name) -%}
    {%- do return('base_' ~ owner_of(table_name) ~ '__' ~ table_name) -%}
{%- endmacro -%}
