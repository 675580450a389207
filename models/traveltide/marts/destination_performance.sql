-- One row per destination: what was booked, cancelled and earned there, and how
-- the last year compares with the one before.
with

trip_sales as (

    select * from {{ ref('int_trip_sales') }}

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

destinations as (

    select
        trip_sales.destination,
        {{ sales_measures('trip_sales.spend_usd') }},
        {{ sum_where(
            'trip_sales.spend_usd',
            'not is_cancelled'
            ~ ' and booked_date > as_of_date - interval 1 year',
            'double'
        ) }} as revenue_last_year,
        {{ sum_where(
            'trip_sales.spend_usd',
            'not is_cancelled'
            ~ ' and booked_date <= as_of_date - interval 1 year'
            ~ ' and booked_date > as_of_date - interval 2 years',
            'double'
        ) }} as revenue_year_before
    from trip_sales
    cross join active_window
    where trip_sales.destination is not null
    group by trip_sales.destination

),

destination_performance as (

    select
        destination,
        bookings,
        cancellations,
        cancellation_rate,
        revenue,
        cast(rank() over (order by revenue desc) as integer) as rank,
        revenue_last_year,
        revenue_year_before,
        {{ safe_ratio(
            '(revenue_last_year - revenue_year_before)', 'revenue_year_before'
        ) }} as revenue_change
    from destinations

)

select * from destination_performance
