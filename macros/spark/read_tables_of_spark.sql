{#- An operation on DuckDB, after a step on Spark: lay a view over each table that
    Spark has built, under the name that models read it by. Times come back
    without a time zone, as they went. -#}
{%- macro read_tables_of_spark() -%}
    {%- for node in graph.nodes.values() if is_built_on_spark(node)
            and node.config.materialized != 'view' -%}
        {%- set files = sql_text(table_path(node) ~ '/*.parquet') -%}
        {%- if run_query(
            'select count(*) from glob(' ~ files ~ ')'
        ).columns[0].values()[0] > 0 -%}
            {%- set columns = [] -%}
            {%- for name, type in run_query(
                'select column_name, column_type from (describe from read_parquet('
                ~ files ~ '))'
            ).rows -%}
                {%- do columns.append(
                    'cast(' ~ name ~ ' as timestamp) as ' ~ name
                    if type == 'TIMESTAMP WITH TIME ZONE' else name
                ) -%}
            {%- endfor -%}
            {%- do adapter.create_schema(api.Relation.create(
                node.database, node.schema
            )) -%}
            {%- do drop_relation_if_exists(adapter.get_relation(
                node.database, node.schema, node.alias
            )) -%}
            {%- do run_query(
                'create view ' ~ node.schema ~ '.' ~ node.alias ~ ' as select '
                ~ columns | join(', ') ~ ' from read_parquet(' ~ files ~ ')'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
