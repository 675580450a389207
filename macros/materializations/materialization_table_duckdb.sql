{#- A table that was made of the same inputs is kept; else it is built beside
    the one that it replaces, as dbt-duckdb does it, but changes places in one
    statement, not after eight questions about keys and indexes that no table
    here has. The stamp of the inputs is taken before they are read: what
    changes meanwhile is read by the next build. -#}
{%- materialization table, adapter='duckdb',
    supported_languages=['sql', 'python'] -%}
    {%- set target = this.incorporate(type='table') -%}
    {%- set inputs = landing_stamp(this.name, compiled_code)
        if config.get('materialized') == 'landed'
        else inputs_stamp(model, compiled_code, pre_hooks + post_hooks) -%}
    {%- set content = kept_content(target, model, inputs) -%}
    {%- if content -%}
        {%- call noop_statement('main', 'UNCHANGED') -%}
            {{- compiled_code -}}
        {%- endcall -%}
    {%- else -%}
        {%- set existing = load_cached_relation(this) -%}
        {%- set fresh = make_intermediate_relation(target) -%}
        {%- do drop_relation_if_exists(load_cached_relation(fresh)) -%}
        {{- run_hooks(pre_hooks) -}}
        {%- set replacement -%}
            {%- if existing is not none -%}
                {{- get_drop_sql(existing) -}};
            {%- endif -%}
            alter table {{ fresh }}
            rename to {{ adapter.quote(target.identifier) }}
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
    {%- endif -%}
    {%- do describe_built(
        target, model, content or content_of(target, model.columns), inputs
    ) -%}
    {{- adapter.commit() -}}
    {{- return({'relations': [target]}) -}}
{%- endmaterialization -%}
