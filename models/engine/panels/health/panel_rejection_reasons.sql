-- One row per raw file and kind of reason: how many rows were not used for it.
with

rejected_rows as (

    select * from {{ ref('stg_engine__rejected_rows') }}

),

-- The value that was refused stays in the working file.
reasons as (

    select
        file_name,
        regexp_replace(reason, ':.*$', '') as reason,
        count(*) as row_count
    from rejected_rows
    group by
        file_name,
        regexp_replace(reason, ':.*$', '')

)

select * from reasons
