{#- An operation on DuckDB, before a step on Spark: write the tables that models on
    Spark read and do not build, as far as they are there, and where the raw
    files are. -#}
{%- macro lend_tables() -%}
    {%- if execute -%}
        {%- if var('domain') != 'traveltide' -%}
            {%- do exceptions.raise_compiler_error(
                'domain ' ~ var('domain') ~ ' is built on DuckDB alone, Spark'
                ~ ' reads the files of traveltide: leave out domain, or call'
                ~ ' dbt build'
            ) -%}
        {%- endif -%}
        {%- if var('use_capacities') -%}
            {%- do exceptions.raise_compiler_error(
                'capacities bind on DuckDB alone, found use_capacities: true:'
                ~ ' set it to false, or call dbt build'
            ) -%}
        {%- endif -%}
        {%- set lent = [] -%}
        {%- for node in graph.nodes.values() if is_built_on_spark(node) -%}
            {%- do lent.extend(node.depends_on.nodes) -%}
        {%- endfor -%}
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
        {%- do write_table(
            'select forgetting_salt() as salt',
            tables_folder() ~ '/lent/forgetting_salt'
        ) -%}
        {%- do write_table(raw_places(), tables_folder() ~ '/lent/raw_places') -%}
    {%- endif -%}
{%- endmacro -%}
