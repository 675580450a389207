{#- Whether a node of the graph is built on Spark; all others are DuckDB's. -#}
{%- macro is_built_on_spark(node) -%}
    {%- do return(
        node.resource_type == 'model'
        and ('measure' in node.tags or 'score' in node.tags)
    ) -%}
{%- endmacro -%}
