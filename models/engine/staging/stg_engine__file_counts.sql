-- One row per raw file: what became of its rows.
with

rejected_rows as (

    select * from {{ ref('stg_engine__rejected_rows') }}

),

landed_files as (

    {% for file_name in raw_tables() -%}
    select
        '{{ file_name }}' as file_name,
        count(*) as landed_row_count
    from {{ base_of(file_name) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

repeated_by_file as (

    {% for file_name in raw_tables() -%}
    {{ repeats_of(file_name) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

rejected_by_file as (

    select
        file_name,
        count(*) as rejected_row_count,
        count(line_number) as malformed_line_count
    from rejected_rows
    group by file_name

),

counted as (

    select
        landed_files.file_name,
        landed_files.landed_row_count
        + coalesce(rejected_by_file.malformed_line_count, 0) as row_count,
        coalesce(rejected_by_file.rejected_row_count, 0) as rejected_row_count,
        repeated_by_file.repeated_row_count
    from landed_files
    inner join repeated_by_file
        on landed_files.file_name = repeated_by_file.file_name
    left join rejected_by_file
        on landed_files.file_name = rejected_by_file.file_name

),

file_counts as (

    select
        file_name,
        row_count,
        rejected_row_count,
        repeated_row_count,
        row_count - rejected_row_count - repeated_row_count as kept_row_count,
        {{ safe_ratio('rejected_row_count', 'row_count') }} as rejected_share
    from counted

)

select * from file_counts
