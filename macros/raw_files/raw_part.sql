{#- Where rows of a raw table come from: files of one form and header, or a table
    of a database. -#}
{%- macro raw_part(table_name, part, watermark=none) -%}
    {%- set paths = [] -%}
    {%- for path in part.paths or [] -%}
        {%- do paths.append(path_text(path)) -%}
    {%- endfor -%}
    {%- if part.address %}
    from postgres_scan{{ '_pushdown' if part.last }}(
        {{ sql_text(part.address) }},
        {{ sql_text(part.schema) }},
        {{ sql_text(part.table) }}
    )
    {%- if part.last %}
    where {{ adapter.quote(watermark) }} >= {{ sql_text(part.last) }}
    {%- endif %}
    {%- elif part.is_parquet %}
    from read_parquet([{{ paths | join(', ') }}], hive_partitioning = false)
    {%- else %}
    from read_csv(
        [{{ paths | join(', ') }}],
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
            {%- for name in part.header %}
            {{ sql_text(name) }}: 'varchar'
            {{- ',' if not loop.last }}
            {%- endfor %}
        }
    )
    {%- endif %}
{%- endmacro -%}
