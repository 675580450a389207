-- One row per row of a raw file that was not used, with the reason.
{{ config(post_hook="{{ stop_over_limit(this) }}") }}
with

malformed_lines as (

    select * from {{ ref('base_engine__malformed_lines') }}

),

rejected_rows as (

    {% for table_name in raw_tables() -%}
    {{ unusable_rows(table_name) }}
    union all
    {% endfor -%}
    select
        file_name,
        cast(null as string) as row_key,
        line_number,
        reason,
        raw_row
    from malformed_lines

)

select * from rejected_rows
