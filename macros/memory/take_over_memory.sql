{#- Before the first model: what a working file of an earlier version remembers
    in its schema `remembered` goes into the tables that dbt looks after. -#}
{%- macro take_over_memory() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'test')
        and run_query(
            "from duckdb_tables() where schema_name = 'remembered'"
        ).rows -%}
        {%- set queries = {
            'int_releases': 'from remembered.releases',
            'int_perk_intervals': 'from remembered.perk_history',
            'int_trained_versions':
                'select * exclude (status, status_reason),'
                ~ " case when status != 'rejected' then status_reason end"
                ~ ' as training_reason,'
                ~ " case when status = 'rejected' then status_reason end"
                ~ ' as rejection_reason from remembered.model_versions',
        } -%}
        {%- set statements = ['create schema if not exists history'] -%}
        {%- for name, query in queries.items() -%}
            {%- do statements.append(
                'create or replace table history.' ~ name ~ ' as ' ~ query
            ) -%}
        {%- endfor -%}
        {%- do statements.append('drop schema remembered cascade') -%}
        {%- do run_query(statements | join(';\n')) -%}
        {#- dbt has looked around before. -#}
        {%- for name in queries -%}
            {%- do adapter.cache_added(api.Relation.create(
                target.database, 'history', name, type='table'
            )) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro -%}
