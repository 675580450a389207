-- One row per month and product: what was booked, cancelled and earned.
with

trip_sales as (

    select * from {{ ref('int_trip_sales') }}

),

monthly_performance as (

    select
        cast(date_trunc('month', booked_date) as date) as month,
        product,
        {{ sales_measures('spend_usd') }}
    from trip_sales
    where product is not null
    group by
        date_trunc('month', booked_date),
        product

)

select * from monthly_performance
