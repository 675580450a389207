{#- Before the first model: what the last builds left to tell what has changed
    since. Stamps end the comments of relations, so that whatever takes the
    place of one takes its stamps away. Asked once, they lie beside dbt's graph,
    which all nodes of a command share. -#}
{%- macro recall_stamps() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set built = {} -%}
        {%- for place, content, inputs in run_query(
            'select place, stamps.content, stamps.inputs from ('
            ~ "select schema_name || '.' || relation_name as place,"
            ~ " regexp_extract(comment, 'Built as (\\w+) from (\\w*)\\.$',"
            ~ " ['content', 'inputs']) as stamps from ("
            ~ 'select schema_name, table_name as relation_name, comment'
            ~ ' from duckdb_tables() where database_name = current_database()'
            ~ ' union all select schema_name, view_name, comment'
            ~ ' from duckdb_views() where database_name = current_database()'
            ~ '))'
        ).rows -%}
            {%- do built.update({
                place: {'content': content, 'inputs': inputs}
            }) -%}
        {%- endfor -%}
        {%- do graph.update({'stamps': {
            'software': run_query("select environment_stamp('')").rows[0][0],
            'built': built,
            'made': {},
            'asked': {},
        }}) -%}
    {%- endif -%}
{%- endmacro -%}
