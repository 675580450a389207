-- One row per airline: what its flights were booked, cancelled and earned.
with

trip_sales as (

    select * from {{ ref('int_trip_sales') }}

),

airlines as (

    select
        airline,
        {{ sales_measures('flight_spend_usd') }}
    from trip_sales
    where airline is not null
    group by airline

),

airline_performance as (

    select
        airline,
        bookings,
        cancellations,
        cancellation_rate,
        revenue,
        cast(rank() over (order by revenue desc) as integer) as rank
    from airlines

)

select * from airline_performance
