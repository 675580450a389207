{#- On DuckDB, instead of what a model says: what Spark has made of it, in the types
    that DuckDB would give. A view; a table where a contract must hold, which
    proves its constraints. Hooks are left out: they look after raw files. -#}
{%- materialization from_spark, adapter='duckdb' -%}
    {%- set folder = table_path(model) -%}
    {%- set files = sql_text(folder ~ '/*.parquet') -%}
    {%- set has_files = run_query('from glob(' ~ files ~ ')').rows -%}
    {#- Sail writes no file for a table without rows. -#}
    {%- if not has_files and not run_query('from glob(' ~ sql_text(
        config.get('location_root') ~ '/complete'
    ) ~ ')').rows -%}
        {%- do exceptions.raise_compiler_error(
            'there is no file in ' ~ folder ~ ', and no step on Spark has ended'
            ~ ' since: call python -m traveltide.spark run'
        ) -%}
    {%- endif -%}
    {%- set columns = [] -%}
    {%- for name, type in run_query(
        'select column_name, column_type from (describe ' ~ compiled_code ~ ')'
    ).rows -%}
        {%- do columns.append(
            'cast(' ~ (name if has_files else 'null') ~ ' as ' ~ type ~ ') as '
            ~ name
        ) -%}
    {%- endfor -%}
    {%- set query = 'select ' ~ columns | join(', ') ~ (
        ' from read_parquet(' ~ files ~ ')' if has_files else ' where false'
    ) -%}
    {%- set is_table = config.get('contract').enforced -%}
    {%- set target_relation = this.incorporate(
        type='table' if is_table else 'view'
    ) -%}
    {%- do drop_relation_if_exists(load_cached_relation(this)) -%}
    {%- call statement('main') -%}
        {{ create_table_as(false, target_relation, query) if is_table
            else create_view_as(target_relation, query) }}
    {%- endcall -%}
    {%- do persist_docs(target_relation, model) -%}
    {%- do adapter.commit() -%}
    {{ return({'relations': [target_relation]}) }}
{%- endmaterialization -%}
