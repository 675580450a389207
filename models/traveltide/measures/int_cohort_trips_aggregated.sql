-- One row per cohort user with a trip in the window: sums of their trips.
with

cohort_users as (

    select user_id from {{ ref('user_measures') }}
    where is_in_cohort

),

trips as (

    select * from {{ ref('int_trips') }}
    where is_in_window

),

airports as (

    select * from {{ ref('int_airports_located') }}

),

active_window as (

    select * from {{ ref('int_active_window') }}

),

measure_trips_of_the_cohort as (

    select
        trips.*,
        {{ great_circle_km(
            'airports.latitude', 'airports.longitude',
            'trips.destination_latitude', 'trips.destination_longitude'
        ) }} as distance_km,
        active_window.month_count,
        {{ months_between(
            'active_window.window_start_date', 'trips.booked_at'
        ) }} as month_number
    from trips
    inner join cohort_users
        on trips.user_id = cohort_users.user_id
    cross join active_window
    left join airports
        on trips.origin_airport = airports.airport_code

),

-- The trend of spend is the slope of a line through all months, those without
-- spend as zero: it needs only their distances from the middle month.
cohort_trips_aggregated as (

    select
        user_id,
        count(*) as booked_trip_count,
        {{ count_where('is_cancelled_in_window') }} as cancelled_trip_count,
        {{ count_where('is_flown') }} as flight_trip_count,
        {{ count_where('is_stayed') }} as hotel_trip_count,
        {{ count_where('is_flown and is_stayed') }} as bundle_trip_count,
        {{ sum_where('leg_count', 'is_flown', 'bigint') }} as flight_leg_count,
        {{ sum_where('checked_bag_count', 'is_flown', 'bigint') }}
            as checked_bag_count,
        {{ sum_where('base_fare_usd', 'is_flown') }} as base_fare_usd,
        {{ sum_where('flight_spend_usd', 'is_flown') }} as flight_spend_usd,
        {{ sum_where(
            'base_fare_usd * flight_discount_rate',
            'is_flown and distance_km is not null'
        ) }} as located_saving_usd,
        {{ sum_where('distance_km', 'is_flown') }} as distance_km,
        {{ count_where('is_flown and distance_km is not null') }}
            as located_flight_count,
        {{ count_where('is_flown and flight_discount_rate > 0') }}
            as discounted_flight_count,
        {{ sum_where('flight_discount_rate', 'is_flown') }}
            as flight_discount_sum,
        {{ sum_where('night_count', 'is_stayed', 'bigint') }} as night_count,
        {{ sum_where('hotel_spend_usd', 'is_stayed') }} as hotel_spend_usd,
        {{ count_where('is_stayed and hotel_discount_rate > 0') }}
            as discounted_hotel_count,
        {{ sum_where('hotel_discount_rate', 'is_stayed') }}
            as hotel_discount_sum,
        {{ sum_where(
            'lead_microseconds', 'not is_cancelled_in_window', 'bigint'
        ) }} as lead_microseconds,
        count(case when not is_cancelled_in_window then lead_microseconds end)
            as timed_trip_count,
        {{ sum_where(
            '(2 * month_number - month_count + 1)'
            ~ ' * (flight_spend_usd + hotel_spend_usd)',
            'not is_cancelled_in_window'
        ) }} as spend_trend_numerator
    from measure_trips_of_the_cohort
    group by user_id

)

select * from cohort_trips_aggregated
