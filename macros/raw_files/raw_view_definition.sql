{#- A view over one raw file, or none: every declared column, as text. The dialect is
    given, so nothing is guessed from a sample of rows; lines that break it
    are set aside by DuckDB in temporary tables named after the file. -#}
{%- macro raw_view_definition(table_name, columns, path, header) -%}
    {%- set literal = path_text(path) if path else none -%}
    create or replace view raw.{{ table_name }} as
    select
        {%- for column in raw_columns(table_name) %}
        {{ raw_value(column, columns.get(column.name) if path) }}
            as {{ column.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    {%- if not path %}
    where false
    {%- elif path.endswith('.parquet') %}
    from read_parquet({{ literal }}, hive_partitioning = false)
    {%- else %}
    from read_csv(
        {{ literal }},
        auto_detect = false,
        header = true,
        hive_partitioning = false,
        delim = ',',
        quote = '"',
        escape = '"',
        store_rejects = true,
        rejects_limit = 0,
        rejects_table = 'malformed_{{ table_name }}',
        rejects_scan = 'scanned_{{ table_name }}',
        columns = {
            {%- for name in header %}
            {{ sql_text(name) }}: 'varchar'
            {{- ',' if not loop.last }}
            {%- endfor %}
        }
    )
    {%- endif %}
{%- endmacro -%}
