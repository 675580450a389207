{#- Rows of a raw file that cannot be used: unreadable ones, and all rows of a
    key that different rows bear. -#}
{%- macro unusable_rows(table_name) -%}
    {%- set key = raw_tables()[table_name] -%}
    select
        '{{ table_name }}' as file_name,
        cast({{ key or 'null' }} as string) as row_key,
        cast(null as bigint) as line_number,
        rejected_because as reason,
        raw_row
    from {{ base_of(table_name) }}
    where rejected_because is not null
    {%- if key %}
    union all
    select
        '{{ table_name }}' as file_name,
        cast({{ key }} as string) as row_key,
        cast(null as bigint) as line_number,
        'another row has the same {{ key }}' as reason,
        {{ row_as_json(table_name) }} as raw_row
    from {{ repeated_of(table_name) }}
    where distinct_row_count > 1
    {%- endif %}
{%- endmacro -%}
