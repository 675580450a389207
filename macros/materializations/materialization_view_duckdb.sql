{#- A view takes the place of what bore its name in one statement; dbt would
    rename and drop in five. What it holds is told by what it is made of. -#}
{%- materialization view, adapter='duckdb' -%}
    {%- set target = this.incorporate(type='view') -%}
    {%- set inputs = inputs_stamp(model, sql, pre_hooks + post_hooks) -%}
    {%- if kept_content(target, model, inputs) -%}
        {%- call noop_statement('main', 'UNCHANGED') -%}
            {{- sql -}}
        {%- endcall -%}
    {%- else -%}
        {%- set existing = load_cached_relation(this) -%}
        {{- run_hooks(pre_hooks) -}}
        {%- call statement('main') -%}
            {%- if existing is not none -%}
                {{- get_drop_sql(existing) -}};
            {%- endif -%}
            {{- get_create_view_as_sql(target, sql) -}}
        {%- endcall -%}
        {{- run_hooks(post_hooks) -}}
    {%- endif -%}
    {%- do describe_built(target, model, inputs, inputs) -%}
    {{- adapter.commit() -}}
    {{- return({'relations': [target]}) -}}
{%- endmaterialization -%}
