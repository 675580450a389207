{#- The lines of a CSV file but its header, each with its fields. The header is
    known by what it says: which part of a file is the first is not the same
    each time that it is read. Where it stands there again, as in files that
    were put together, the others are rows like any, to be rejected. -#}
{%- macro split_lines_on_spark(name, file) -%}
    {%- set around_names = '" \t\ufeff' -%}
    {%- set names = namespace(text=file.header) -%}
    {%- for mark in around_names -%}
        {%- set names.text = names.text | replace(mark, '') -%}
    {%- endfor -%}
    {%- set field = '"(?:[^"]+|"")*"|(?:[^",][^,]*)?' -%}
    with

    read_lines as (

        select
            monotonically_increasing_id() + 1 as line_number,
            regexp_replace(value, '\r$', '') as line
        from raw.text_of_{{ name }}

    ),

    find_headers as (

        select
            line_number,
            line,
            case
                when instr(line, {{ sql_text(names.text.split(',')[0]) }}) = 0
                    then false
                else translate(line, {{ sql_text(around_names) }}, '')
                    = {{ sql_text(names.text) }}
            end as is_header
        from read_lines
        where line != ''

    ),

    count_headers as (

        select
            max(line_number) as line_number,
            max(line) as line,
            count(*) as header_count
        from find_headers
        where is_header

    ),

    lines as (

        select
            line_number,
            line
        from find_headers
        where not is_header

        union all

        select
            line_number,
            line
        from (
            select
                line_number,
                line,
                explode(sequence(cast(2 as bigint), header_count)) as place
            from count_headers
            where header_count > 1
        ) as headers

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
        from lines

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
{%- endmacro -%}
