{#- Rows of a base model that cannot be used: unreadable ones, and different
    rows that bear one key. -#}
{%- macro unusable_rows(base_model_name, key) -%}
    {%- set file_name = base_model_name.split('__') | last -%}
    select
        '{{ file_name }}' as file_name,
        cast({{ key }} as varchar) as row_key,
        cast(null as bigint) as line_number,
        rejected_because as reason,
        raw_row
    from {{ ref(base_model_name) }}
    where rejected_because is not null
    union all
    select
        '{{ file_name }}' as file_name,
        cast(base_rows.{{ key }} as varchar) as row_key,
        cast(null as bigint) as line_number,
        'another row has the same {{ key }}' as reason,
        cast(to_json(base_rows) as varchar) as raw_row
    from {{ ref(base_model_name) }} as base_rows
    where
        base_rows.rejected_because is null
        and cast(base_rows.{{ key }} as varchar) in (
            select repeated_key from repeated_keys
            where
                file_name = '{{ file_name }}'
                and distinct_row_count > 1
        )
{%- endmacro -%}
