{#- A table of a raw file, which is not read again while it stays as it was.
    The stamp is taken before the file is read: what changes meanwhile is read
    by the next build. It stands in the table's own comment, so that whatever
    replaces the table takes it away. -#}
{%- materialization landed, adapter='duckdb' -%}
    {%- set stamp = landing_stamp(this.name, compiled_code) -%}
    {%- set comments = run_query(
        'select comment from duckdb_tables()'
        ~ ' where database_name = current_database()'
        ~ ' and schema_name = ' ~ sql_text(this.schema)
        ~ ' and table_name = ' ~ sql_text(this.identifier)
    ).columns[0].values() -%}
    {%- if stamp is not none -%}
        {%- do model.update(
            {'description': model.description ~ '\nLanded as ' ~ stamp ~ '.'}
        ) -%}
        {%- if (comments | join).endswith(stamp ~ '.')
            and not flags.FULL_REFRESH -%}
            {%- call noop_statement('main', 'UNCHANGED') -%}
                {{- compiled_code -}}
            {%- endcall -%}
            {%- do persist_docs(this.incorporate(type='table'), model) -%}
            {{- return({'relations': [this]}) -}}
        {%- endif -%}
    {%- endif -%}
    {{- return(materialization_table_duckdb()) -}}
{%- endmaterialization -%}
