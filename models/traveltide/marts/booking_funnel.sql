-- One row per month: from visits to trips that were kept.
with

visits as (

    select * from {{ ref('int_sessions_aggregated_to_months') }}

),

trip_sales as (

    select * from {{ ref('int_trip_sales') }}

),

trips as (

    select
        cast(date_trunc('month', booked_date) as date) as month,
        count(*) as booked_trip_count,
        count(*) filter (where not is_cancelled) as kept_trip_count
    from trip_sales
    group by date_trunc('month', booked_date)

),

booking_funnel as (

    select
        visits.month,
        visits.session_count,
        visits.discounted_session_count,
        coalesce(trips.booked_trip_count, 0) as booked_trip_count,
        coalesce(trips.kept_trip_count, 0) as kept_trip_count
    from visits
    left join trips
        on visits.month = trips.month

)

select * from booking_funnel
