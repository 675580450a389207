{#- The lines of a CSV file but its header, each with its fields. The header is
    known by what it says: which part of a file is the first is not the same
    each time that it is read. -#}
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
        where
            line != ''
            and case
                when instr(line, {{ sql_text(names.text.split(',')[0]) }}) = 0
                    then true
                else translate(line, {{ sql_text(around_names) }}, '')
                    != {{ sql_text(names.text) }}
            end

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
