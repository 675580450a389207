{#- Before the first model on Spark: make the tables known that its models read and
    this command does not build, and lay views over the raw files. A session
    knows nothing of an earlier one, so a step can begin wherever the files
    are. -#}
{%- macro open_tables_on_spark() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set opened = [] -%}
        {%- for key in selected_resources if key in graph.nodes -%}
            {%- for parent in graph.nodes[key].depends_on.nodes
                    if parent in graph.nodes
                    and parent not in selected_resources
                    and parent not in opened -%}
                {%- do opened.append(parent) -%}
                {%- set node = graph.nodes[parent] -%}
                {%- do run_query(
                    'create schema if not exists ' ~ node.schema
                ) -%}
                {%- do open_as_table(
                    node.schema ~ '.' ~ node.alias, 'parquet', table_path(node)
                ) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- if 'model.traveltide.base_engine__malformed_lines'
            in selected_resources -%}
            {%- do open_raw_files_on_spark() -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
