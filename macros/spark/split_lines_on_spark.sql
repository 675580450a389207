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
