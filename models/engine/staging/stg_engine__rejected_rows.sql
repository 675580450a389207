-- One row per row of a raw file that was not used, with the reason.
{#- What a test stops in dbt build, nothing else stops in dbt run. #}
{{ config(
    materialized='table',
    post_hook="{{ files_over_limit(this) if flags.WHICH == 'run' }}"
) }}
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
        cast(null as varchar) as row_key,
        line_number,
        reason,
        raw_row
    from malformed_lines

)

select * from rejected_rows
