-- One row per raw file: rows that came in, and what became of them.
with

file_counts as (

    select * from {{ ref('stg_traveltide__file_counts') }}

),

source_reconciliation as (

    select
        file_name,
        row_count,
        rejected_row_count,
        repeated_row_count,
        kept_row_count,
        rejected_share
    from file_counts

)

select * from source_reconciliation
