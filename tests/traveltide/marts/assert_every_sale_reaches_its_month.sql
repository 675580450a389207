-- Fails when monthly sales lose, repeat or reprice a trip: bookings,
-- cancellations and revenue must add up to those of all trips sold.
{{ config(tags=['weekly']) }}
with

trips as (

    select
        count(*) as bookings,
        count(*) filter (where is_cancelled) as cancellations,
        cast(
            coalesce(sum(spend_usd) filter (where not is_cancelled), 0)
            as decimal(38, 2)
        ) as revenue
    from {{ ref('int_trip_sales') }}
    where product is not null

),

months as (

    select
        coalesce(sum(bookings), 0) as bookings,
        coalesce(sum(cancellations), 0) as cancellations,
        cast(coalesce(sum(revenue), 0) as decimal(38, 2)) as revenue
    from {{ ref('monthly_performance') }}

)

select
    trips.bookings as trip_bookings,
    months.bookings as month_bookings,
    trips.cancellations as trip_cancellations,
    months.cancellations as month_cancellations,
    trips.revenue as trip_revenue,
    months.revenue as month_revenue
from trips
cross join months
where
    trips.bookings != months.bookings
    or trips.cancellations != months.cancellations
    or abs(trips.revenue - months.revenue) > 0.01
