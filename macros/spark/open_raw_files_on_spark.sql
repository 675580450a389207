{#- Lay a view of text columns over each raw file, and one over the lines that are
    no rows. A file of lines can be read in parts, by as many as there are, so
    every line is a row: one within quotes that goes on in the next is not. -#}
{%- macro open_raw_files_on_spark() -%}
    {%- set files = {} -%}
    {%- do run_query('create schema if not exists raw') -%}
    {%- do open_as_table(
        'raw.raw_places', 'parquet', tables_folder() ~ '/lent/raw_places'
    ) -%}
    {%- for row in run_query(
        'select table_name, column_name, path, place, column_count'
        ~ ' from raw.raw_places'
    ).rows -%}
        {%- set file = files.setdefault(row['table_name'], {
            'path': row['path'],
            'column_count': row['column_count'],
            'columns': {},
        }) -%}
        {%- do file['columns'].update({row['column_name']: row['place']}) -%}
    {%- endfor -%}
    {%- set malformed = [] -%}
    {%- for name, file in files.items() -%}
        {%- if file.path and not file.path.endswith('.parquet') -%}
            {%- do open_as_table('raw.text_of_' ~ name, 'text', file.path) -%}
            {%- do run_query(
                'create or replace view raw.lines_of_' ~ name ~ ' as '
                ~ split_lines_on_spark(name, file)
            ) -%}
            {%- do malformed.append(malformed_lines_on_spark(name)) -%}
        {%- endif -%}
        {%- if file.path and file.path.endswith('.parquet') -%}
            {%- do open_as_table(
                'raw.parquet_of_' ~ name, 'parquet', file.path
            ) -%}
        {%- endif -%}
        {%- do run_query(
            'create or replace view raw.' ~ name ~ ' as '
            ~ raw_rows_on_spark(name, file)
        ) -%}
    {%- endfor -%}
    {%- do malformed.append(
        "select '' as file_name, cast(0 as bigint) as line_number,"
        ~ " '' as reason, '' as raw_row where false"
    ) -%}
    {%- do run_query(
        'create or replace view raw.malformed_lines as '
        ~ malformed | join(' union all ')
    ) -%}
{%- endmacro -%}

{#- The lines of a CSV file but its header, each with its fields. -#}
{%- macro split_lines_on_spark(name, file) -%}
    {%- set field = '"(?:[^"]+|"")*"|(?:[^",][^,]*)?' -%}
    with

    read_lines as (

        select
            monotonically_increasing_id() + 1 as line_number,
            regexp_replace(value, '\r$', '') as line
        from raw.text_of_{{ name }}

    ),

    split_lines as (

        select
            line_number,
            line,
            case
                when instr(line, '"') = 0 then split(line, ',')
                when concat(line, ',') rlike '^(?:(?:{{ field }}),)*$'
                    then regexp_extract_all(
                        concat(line, ','), '({{ field }}),', 1
                    )
            end as fields
        from read_lines
        where line != ''

    )

    select
        line_number,
        line,
        fields,
        case
            when not is_valid_utf8(line) then 'invalid encoding'
            when fields is null then 'unquoted value'
            when size(fields) < {{ file.column_count }} then 'missing columns'
            when size(fields) > {{ file.column_count }} then 'too many columns'
        end as reason
    from split_lines
    where line_number > 1
{%- endmacro -%}

{#- What is not a row of the file, but for that of users who asked to be forgotten. -#}
{%- macro malformed_lines_on_spark(name) -%}
    {%- set forgotten = graph.nodes['seed.traveltide.forgotten_users'] -%}
    select
        '{{ name }}' as file_name,
        lines.line_number,
        lines.reason,
        lines.line as raw_row
    from raw.lines_of_{{ name }} as lines
    where
        lines.reason is not null
        and not exists (
            select 1
            from {{ forgotten.schema }}.{{ forgotten.alias }} as users
            where lines.line rlike concat(
                '(^|[^0-9])', cast(users.user_id as string), '([^0-9]|$)'
            )
        )
{%- endmacro -%}

{#- The rows of a raw file, every declared column as text. -#}
{%- macro raw_rows_on_spark(name, file) -%}
    {%- set is_text = file.path and not file.path.endswith('.parquet') -%}
    select
        {%- for column, place in file.columns.items() %}
        {%- if not file.path %}
        cast(null as string)
        {%- elif is_text %}
        {%- set field = 'fields[' ~ place ~ ']' %}
        nullif(
            case
                when startswith({{ field }}, '"') then replace(
                    substring({{ field }}, 2, length({{ field }}) - 2),
                    '""',
                    '"'
                )
                else {{ field }}
            end,
            ''
        )
        {%- else %}
        cast({{ column }} as string)
        {%- endif %} as {{ column }},
        {%- endfor %}
        1 as file_number
    {%- if is_text %}
    from raw.lines_of_{{ name }}
    where reason is null
    {%- elif file.path %}
    from raw.parquet_of_{{ name }}
    {%- else %}
    where false
    {%- endif %}
{%- endmacro -%}
