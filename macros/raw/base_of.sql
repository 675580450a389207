{#- The typed rows of a raw table of the domain. -#}
{%- macro base_of(table_name) -%}
    {%- do return(ref('base_' ~ var('domain') ~ '__' ~ table_name)) -%}
{%- endmacro -%}
