{#- A view over what is to be read of a raw table, if anything is: every declared
    column, as text, and what a database holds as number, time or boolean also as
    that: to write it as text and read that again would double the time. The
    dialect of a CSV file is given, so nothing is guessed from a sample of rows;
    lines that break it are set aside by DuckDB in temporary tables named after
    the raw table. -#}
{%- macro raw_view_definition(table_name, columns, found) -%}
    {%- set parts = found.parts or ([found.place] if found.place else []) -%}
    create or replace view raw.{{ table_name }} as
    {%- for part in parts or [none] %}
    select
        {%- for column in raw_columns(table_name) %}
        {{ raw_value(column, columns.get(column.name) if part) }}
            as {{ column.name }},
        {%- endfor %}
        {%- for name in found.typed or [] %}
        {{ adapter.quote(columns[name].raw) }} as typed_{{ name }},
        {%- endfor %}
        cast(
            {{ part.first_number ~ ' + file_index' if part.paths else 1 }}
            as integer
        ) as file_number
    {{ raw_part(
        table_name, part, columns.get(watermark_of(table_name), {}).raw
    ) if part else 'where false' }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro -%}
