-- One row per month of travel and product: when people are away.
with

trip_sales as (

    select * from {{ ref('int_trip_sales') }}

),

season_pattern as (

    select
        cast(date_trunc('month', start_date) as date) as travel_month,
        product,
        {{ sales_measures('spend_usd') }}
    from trip_sales
    where start_date is not null
    group by
        date_trunc('month', start_date),
        product

)

select * from season_pattern
