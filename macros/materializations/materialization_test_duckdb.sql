{#- A data test is one query, outside a transaction. dbt's own, which stores the
    rows that fail, is called once there are some: elsewhere it would leave an
    empty table for each test and build. -#}
{%- materialization test, adapter='duckdb' -%}
    {%- set stored = load_cached_relation(
        api.Relation.create(database, schema, model.alias)
    ) -%}
    {%- do drop_relation_if_exists(stored) -%}
    {#- A cold cache is filled in a transaction, which stays open. -#}
    {%- do adapter.commit() -%}
    {%- call statement('main', fetch_result=true, auto_begin=false) -%}
        {{- get_test_sql(
            get_limit_subquery_sql(sql, config.get('limit')),
            config.get('fail_calc'),
            config.get('warn_if'),
            config.get('error_if'),
            limit=none
        ) -}}
    {%- endcall -%}
    {%- if should_store_failures() and load_result('main').data[0] | sum -%}
        {{- return(materialization_test_default()) -}}
    {%- endif -%}
    {{- return({'relations': []}) -}}
{%- endmaterialization -%}
