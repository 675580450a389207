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
        and lines.line not in (
            select numbers.line
            from (
                select
                    line,
                    explode(regexp_extract_all(line, '([0-9]+)', 1)) as number
                from raw.lines_of_{{ name }}
                where reason is not null
            ) as numbers
            where {{ salted_hash('try_cast(numbers.number as bigint)') }} in (
                select user_hash from {{ forgotten.schema }}.{{ forgotten.alias }}
            )
        )
{%- endmacro -%}
