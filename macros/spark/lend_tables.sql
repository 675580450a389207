{#- An operation on DuckDB, before a step on Spark: write the tables that models on
    Spark read and do not build, as far as they are there, where the raw files
    are, and which tables Spark will build. -#}
{%- macro lend_tables() -%}
    {%- if execute -%}
        {%- set lent = [] -%}
        {%- set built = [] -%}
        {%- for node in graph.nodes.values() if is_built_on_spark(node) -%}
            {%- do lent.extend(node.depends_on.nodes) -%}
            {%- if node.config.materialized != 'view' -%}
                {%- do built.append(
                    'select ' ~ sql_text(node.schema) ~ ' as schema_name, '
                    ~ sql_text(node.alias) ~ ' as table_name, '
                    ~ sql_text(table_path(node).split('/')[-2:] | join('/'))
                    ~ ' as folder'
                ) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- do write_table(
            built | join(' union all '), tables_folder() ~ '/lent/built_on_spark'
        ) -%}
        {%- for key in lent | unique if key in graph.nodes
                and not is_built_on_spark(graph.nodes[key]) -%}
            {%- set node = graph.nodes[key] -%}
            {%- set relation = adapter.get_relation(
                node.database, node.schema, node.alias
            ) -%}
            {%- if relation -%}
                {%- do write_table(
                    'select * from ' ~ relation, table_path(node)
                ) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- do write_table(raw_places(), tables_folder() ~ '/lent/raw_places') -%}
    {%- endif -%}
{%- endmacro -%}
