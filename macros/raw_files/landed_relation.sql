{#- The table that holds the rows of a raw table, if it has been built. -#}
{%- macro landed_relation(table_name) -%}
    {%- set node = graph.nodes[
        'model.traveltide.' ~ landed_model(table_name)
    ] -%}
    {%- do return(
        adapter.get_relation(node.database, node.schema, node.alias)
    ) -%}
{%- endmacro -%}
