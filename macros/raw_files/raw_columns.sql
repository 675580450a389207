{#- The columns a raw table must have, as declared in the source's YAML. -#}
{%- macro raw_columns(table_name) -%}
    {%- set tables = graph.sources.values()
        | selectattr('source_name', 'equalto', 'traveltide')
        | selectattr('name', 'equalto', table_name) | list -%}
    {%- do return(tables[0].columns.values() | list) -%}
{%- endmacro -%}
