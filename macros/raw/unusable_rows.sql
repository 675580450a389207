{#- Rows of a raw file that cannot be used: unreadable ones, and all rows of a
    key that different rows bear. -#}
{%- macro unusable_rows(table_name) -%}
    {%- set key = raw_tables()[table_name] -%}
    select
        '{{ table_name }}' as file_name,
        cast({{ key or 'null' }} as varchar) as row_key,
        cast(null as bigint) as line_number,
        rejected_because as reason,
        raw_row
    from {{ base_of(table_name) }}
    where rejected_because is not null
    {%- if key %}
    union all
    select
        '{{ table_name }}' as file_name,
        cast({{ key }} as varchar) as row_key,
        cast(null as bigint) as line_number,
        'another row has the same {{ key }}' as reason,
        cast(to_json(typed_rows) as varchar) as raw_row
    from (
        select * exclude (
            rejected_because, raw_row, row_count, distinct_row_count
        )
        from {{ repeated_of(table_name) }}
        where distinct_row_count > 1
    ) as typed_rows
    {%- endif %}
{%- endmacro -%}
