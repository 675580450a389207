-- Fails when trips, cancellations or money of the window are not the same
-- before and after they are summed up by user.
with

trips as (

    select
        count(*) as trip_count,
        count(*) filter (where is_cancelled_in_window) as cancelled_count,
        {{ sum_where(
            'flight_spend_usd + hotel_spend_usd', 'not is_cancelled_in_window'
        ) }} as spend_usd
    from {{ ref('int_trips') }}
    where is_in_window

),

users as (

    select
        coalesce(sum(booked_trip_count), 0) as trip_count,
        coalesce(sum(cancelled_trip_count), 0) as cancelled_count,
        coalesce(sum(flight_spend_usd + hotel_spend_usd), 0) as spend_usd
    from {{ ref('int_trips_aggregated_to_users') }}

)

select
    trips.trip_count,
    users.trip_count as user_trip_count,
    trips.cancelled_count,
    users.cancelled_count as user_cancelled_count,
    trips.spend_usd,
    users.spend_usd as user_spend_usd
from trips
cross join users
where
    trips.trip_count != users.trip_count
    or trips.cancelled_count != users.cancelled_count
    or trips.spend_usd != users.spend_usd
