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
