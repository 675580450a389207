-- One row per trip known on the as-of date: what was sold, when, for how much.
with

trips as (

    select * from {{ ref('int_trips') }}

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

-- Without its booking session a trip is known from its cancellation on.
dated_trips as (

    select
        trips.trip_id,
        trips.user_id,
        cast(coalesce(trips.booked_at, trips.cancelled_at) as date)
            as booked_date,
        cast(trips.starts_at as date) as start_date,
        cast(floor(trips.lead_microseconds / 86400000000.0) as bigint)
            as lead_days,
        coalesce(
            cast(trips.cancelled_at as date) <= active_window.as_of_date, false
        ) as is_cancelled,
        case
            when trips.has_flight and trips.has_hotel then 'bundle'
            when trips.has_flight then 'flight'
            when trips.has_hotel then 'hotel'
        end as product,
        trips.destination,
        trips.airline_name as airline,
        trips.hotel_brand,
        trips.flight_spend_usd,
        trips.hotel_spend_usd,
        trips.flight_spend_usd + trips.hotel_spend_usd as spend_usd
    from trips
    cross join active_window
    where
        cast(coalesce(trips.booked_at, trips.cancelled_at) as date)
        <= active_window.as_of_date

)

select * from dated_trips
