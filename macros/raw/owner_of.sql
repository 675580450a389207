{#- Whose a raw table is, which its models and its source are named after. -#}
{%- macro owner_of(table_name) -%}
    {%- do return(
        'engine' if table_name in engine_raw_tables() else var('domain')
    ) -%}
{%- endmacro -%}
