-- One row per kind of raw line: how many there are and what they are worth.
with

cleaning_waterfall as (

    select * from {{ ref('cleaning_waterfall') }}

),

cleaning as (

    select
        place,
        title,
        row_count,
        order_count,
        user_count,
        cast(amount_usd as double) as amount_usd
    from cleaning_waterfall

)

select * from cleaning
