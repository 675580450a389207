-- One row per raw file: what became of its rows.
with

file_counts as (

    select * from {{ ref('stg_engine__file_counts') }}

),

raw_files as (

    select
        file_name,
        row_count,
        kept_row_count,
        repeated_row_count,
        rejected_row_count,
        rejected_share
    from file_counts

)

select * from raw_files
