{#- A view over one raw file or table, or none: every declared column, as text,
    and what a database holds as number, time or boolean also as that: to write
    it as text and read that again would double the time.
    The dialect of a CSV file is given, so nothing is guessed from a sample of
    rows; lines that break it are set aside by DuckDB in temporary tables named
    after the file. -#}
{%- macro raw_view_definition(table_name, columns, file) -%}
    {%- set is_there = file.path or file.place -%}
    {%- set literal = path_text(file.path) if file.path else none -%}
    create or replace view raw.{{ table_name }} as
    select
        {%- for column in raw_columns(table_name) %}
        {{ raw_value(column, columns.get(column.name) if is_there) }}
            as {{ column.name }}{{ ',' if not loop.last }}
        {%- endfor %}
        {%- for name in file.typed or [] %},
        {{ adapter.quote(columns[name].raw) }} as typed_{{ name }}
        {%- endfor %}
    {%- if not is_there %}
    where false
    {%- elif file.place %}
    from postgres_scan(
        {{ sql_text(file.place.address) }},
        {{ sql_text(file.place.schema) }},
        {{ sql_text(file.place.table) }}
    )
    {%- elif file.path.endswith('.parquet') %}
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
            {%- for name in file.header %}
            {{ sql_text(name) }}: 'varchar'
            {{- ',' if not loop.last }}
            {%- endfor %}
        }
    )
    {%- endif %}
{%- endmacro -%}
