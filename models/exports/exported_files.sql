-- One row per file for the mailing tool: what a complete build writes.
with

user_perks as (

    select as_of_date from {{ ref('user_perks') }}

),

exported_files as (

    select
        unnest(['user_perks.csv', 'user_perks.parquet']) as file_name,
        count(*) as row_count,
        max(as_of_date) as as_of_date
    from user_perks

)

select * from exported_files
