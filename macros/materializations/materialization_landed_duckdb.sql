{#- A table of a raw file, which is not read again while it stays as it was.
    The stamp is taken before the file is read, and kept in the transaction
    that keeps the rows: what changes meanwhile is read by the next build. -#}
{%- materialization landed, adapter='duckdb' -%}
    {%- set stamp = landing_stamp(this.name, compiled_code) -%}
    {%- set landed_as = run_query(
        'select stamp from raw.landings where model_name = '
        ~ sql_text(this.name)
    ).columns[0].values() -%}
    {%- if load_cached_relation(this) is not none and stamp is not none
        and stamp in landed_as and not flags.FULL_REFRESH -%}
        {%- call noop_statement('main', 'UNCHANGED') -%}
            {{- compiled_code -}}
        {%- endcall -%}
        {{- return({'relations': [this]}) -}}
    {%- endif -%}
    {%- call statement('landing') -%}
        delete from raw.landings where model_name = {{ sql_text(this.name) }};
        insert into raw.landings values (
            {{ sql_text(this.name) }},
            {{ 'null' if stamp is none else sql_text(stamp) }}
        )
    {%- endcall -%}
    {{- return(materialization_table_duckdb()) -}}
{%- endmaterialization -%}
