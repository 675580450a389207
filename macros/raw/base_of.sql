{#- The typed rows of a raw table. -#}
{%- macro base_of(table_name) -%}
    {%- do return(ref(landed_model(table_name))) -%}
{%- endmacro -%}
