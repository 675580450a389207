{#- A view takes the place of what bore its name in one statement; dbt would
    rename and drop in five. -#}
{%- materialization view, adapter='duckdb' -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target = this.incorporate(type='view') -%}
    {{- run_hooks(pre_hooks) -}}
    {%- call statement('main') -%}
        {%- if existing is not none -%}
            {{- get_drop_sql(existing) -}};
        {%- endif -%}
        {{- get_create_view_as_sql(target, sql) -}}
    {%- endcall -%}
    {{- run_hooks(post_hooks) -}}
    {%- do persist_docs(target, model) -%}
    {{- adapter.commit() -}}
    {{- return({'relations': [target]}) -}}
{%- endmaterialization -%}
