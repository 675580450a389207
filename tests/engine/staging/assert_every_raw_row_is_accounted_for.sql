-- Fails when a file's rows are not exactly the kept, repeated and rejected
-- ones: a row was lost or made on the way into staging.
with

file_counts as (

    select * from {{ ref('stg_engine__file_counts') }}

),

staged_rows as (

    {% for file_name in raw_tables() -%}
    select
        '{{ file_name }}' as file_name,
        count(*) as staged_row_count
    from {{ ref('stg_' ~ owner_of(file_name) ~ '__' ~ file_name) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    file_counts.file_name,
    file_counts.kept_row_count,
    staged_rows.staged_row_count
from file_counts
inner join staged_rows
    on file_counts.file_name = staged_rows.file_name
where file_counts.kept_row_count != staged_rows.staged_row_count
