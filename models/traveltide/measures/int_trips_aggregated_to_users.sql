-- One row per user with a trip in the window: counts and sums of their trips.
with

trips as (

    select * from {{ ref('int_trips') }}
    where is_in_window

),

active_window as (

    select * from {{ ref('int_active_window') }}

),

-- A cancelled trip is a booking and a cancellation, and nothing else.
kept_parts as (

    select
        trips.user_id,
        trips.is_cancelled_in_window,
        trips.has_flight and not trips.is_cancelled_in_window as is_flown,
        trips.has_hotel and not trips.is_cancelled_in_window as is_stayed,
        trips.leg_count,
        trips.checked_bag_count,
        trips.distance_km,
        trips.distance_km * trips.seat_count * trips.leg_count as seat_km,
        trips.base_fare_usd,
        trips.flight_discount_rate,
        trips.base_fare_usd * trips.flight_discount_rate as flight_saving_usd,
        trips.flight_spend_usd,
        trips.night_count,
        trips.room_count * trips.night_count as room_night_count,
        trips.hotel_discount_rate,
        trips.room_night_price_usd * trips.room_count * trips.night_count
        * trips.hotel_discount_rate as hotel_saving_usd,
        trips.hotel_spend_usd,
        trips.lead_microseconds,
        active_window.month_count,
        date_diff(
            'month', active_window.window_start_date, trips.booked_at
        ) as month_number
    from trips
    cross join active_window

),

-- The trend of spend is the slope of a line through all months, those without
-- spend as zero: it needs only their distances from the middle month.
trips_aggregated_to_users as (

    select
        user_id,
        count(*) as booked_trip_count,
        count(*) filter (where is_cancelled_in_window) as cancelled_trip_count,
        count(*) filter (where is_flown) as flight_trip_count,
        count(*) filter (where is_stayed) as hotel_trip_count,
        count(*) filter (where is_flown and is_stayed) as bundle_trip_count,
        {{ sum_where('leg_count', 'is_flown', 'bigint') }} as flight_leg_count,
        {{ sum_where('checked_bag_count', 'is_flown', 'bigint') }}
            as checked_bag_count,
        {{ sum_where('base_fare_usd', 'is_flown') }} as base_fare_usd,
        {{ sum_where('flight_spend_usd', 'is_flown') }} as flight_spend_usd,
        {{ sum_where(
            'flight_saving_usd', 'is_flown and distance_km is not null'
        ) }} as located_saving_usd,
        {{ sum_where('distance_km', 'is_flown') }} as distance_km,
        count(distance_km) filter (where is_flown) as located_flight_count,
        count(*) filter (where is_flown and flight_discount_rate > 0)
            as discounted_flight_count,
        {{ sum_where('seat_km', 'is_flown and flight_discount_rate > 0') }}
            as discounted_seat_km,
        {{ sum_where('flight_discount_rate', 'is_flown') }}
            as flight_discount_sum,
        {{ sum_where('night_count', 'is_stayed', 'bigint') }} as night_count,
        {{ sum_where('hotel_spend_usd', 'is_stayed') }} as hotel_spend_usd,
        {{ sum_where('hotel_saving_usd', 'is_stayed') }} as hotel_saving_usd,
        count(*) filter (where is_stayed and hotel_discount_rate > 0)
            as discounted_hotel_count,
        {{ sum_where(
            'room_night_count', 'is_stayed and hotel_discount_rate > 0', 'bigint'
        ) }} as discounted_room_night_count,
        {{ sum_where('hotel_discount_rate', 'is_stayed') }}
            as hotel_discount_sum,
        {{ sum_where(
            'lead_microseconds', 'not is_cancelled_in_window', 'bigint'
        ) }} as lead_microseconds,
        count(lead_microseconds) filter (where not is_cancelled_in_window)
            as timed_trip_count,
        {{ sum_where(
            '(2 * month_number - month_count + 1)'
            ~ ' * (flight_spend_usd + hotel_spend_usd)',
            'not is_cancelled_in_window'
        ) }} as spend_months_from_middle_doubled
    from kept_parts
    group by user_id

)

select * from trips_aggregated_to_users
