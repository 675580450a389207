{#- How many rows of a raw table repeat another exactly. Where rows have no key,
    what is there twice, in all that is known of it, is a repeat. -#}
{%- macro repeats_of(table_name) -%}
    {%- set key = raw_tables()[table_name] -%}
    select
        '{{ table_name }}' as file_name,
        {%- if key %}
        count(*) - count(distinct {{ key }}) as repeated_row_count
    from {{ repeated_of(table_name) }}
    where distinct_row_count = 1
        {%- else %}
        cast(coalesce(sum(equal_row_count - 1), 0) as bigint)
            as repeated_row_count
    from (
        select count(*) as equal_row_count
        from {{ base_of(table_name) }}
        where rejected_because is null
        group by
            {{ raw_columns(table_name) | map(attribute='name')
                | join(',\n            ') or '1' }}
    ) as equal_rows
        {%- endif %}
{%- endmacro -%}
