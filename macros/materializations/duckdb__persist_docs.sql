{#- Descriptions go into the database in one statement; dbt asks twice for the
    columns of each relation first, to pass over those that it does not have. -#}
{%- macro duckdb__persist_docs(
    relation, model, for_relation=true, for_columns=true
) -%}
    {%- set comments -%}
        {%- if for_relation and config.persist_relation_docs()
            and model.description -%}
            {{- alter_relation_comment(relation, model.description) -}}
        {%- endif -%}
        {%- if for_columns and config.persist_column_docs() -%}
            {%- for column in model.columns.values() if column.description %}
                comment on column {{ relation }}.{{ adapter.quote(column.name) }}
                is {{ duckdb_escape_comment(column.description) }};
            {%- endfor -%}
        {%- endif -%}
    {%- endset -%}
    {%- if comments | trim -%}
        {%- do run_query(comments) -%}
    {%- endif -%}
{%- endmacro -%}
