{#- A table is built beside the one that it replaces, as dbt-duckdb does it, but
    changes places in one statement, not after eight questions about keys and
    indexes that no table here has. -#}
{%- materialization table, adapter='duckdb',
    supported_languages=['sql', 'python'] -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target = this.incorporate(type='table') -%}
    {%- set fresh = make_intermediate_relation(target) -%}
    {%- do drop_relation_if_exists(load_cached_relation(fresh)) -%}
    {{- run_hooks(pre_hooks) -}}
    {%- set replacement -%}
        {%- if existing is not none -%}
            {{- get_drop_sql(existing) -}};
        {%- endif -%}
        alter table {{ fresh }} rename to {{ adapter.quote(target.identifier) }}
    {%- endset -%}
    {%- call statement('main', language=model.language) -%}
        {{- create_table_as(false, fresh, compiled_code, model.language) -}}
        {%- if model.language == 'sql' -%}
            {{- replacement -}}
        {%- endif -%}
    {%- endcall -%}
    {%- if model.language == 'python' -%}
        {%- call statement('replacement') -%}
            {{- replacement -}}
        {%- endcall -%}
    {%- endif -%}
    {{- run_hooks(post_hooks) -}}
    {%- do persist_docs(target, model) -%}
    {{- adapter.commit() -}}
    {{- return({'relations': [target]}) -}}
{%- endmaterialization -%}
