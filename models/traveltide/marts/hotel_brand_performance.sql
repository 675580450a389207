-- One row per hotel brand: what its stays were booked, cancelled and earned.
with

trip_sales as (

    select * from {{ ref('int_trip_sales') }}

),

hotel_brands as (

    select
        hotel_brand,
        {{ sales_measures('hotel_spend_usd') }}
    from trip_sales
    where hotel_brand is not null
    group by hotel_brand

),

hotel_brand_performance as (

    select
        hotel_brand,
        bookings,
        cancellations,
        cancellation_rate,
        revenue,
        cast(rank() over (order by revenue desc) as integer) as rank
    from hotel_brands

)

select * from hotel_brand_performance
