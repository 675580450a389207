-- One row per cohort user: counts, sums and ratios of their own sessions and
-- trips, before users are compared with each other.
with

cohort_users as (

    select user_id from {{ ref('int_cohort_users') }}

),

active_window as (

    select
        as_of_date,
        month_count
    from {{ ref('int_active_window') }}

),

sessions_by_user as (

    select * from {{ ref('int_sessions_aggregated_to_users') }}

),

trips_by_user as (

    select * from {{ ref('int_trips_aggregated_to_users') }}

),

-- A user without a trip has zero of everything.
counted as (

    select
        cohort_users.user_id,
        active_window.month_count,
        active_window.as_of_date - sessions_by_user.last_session_date
            as days_since_last_session,
        sessions_by_user.session_count,
        sessions_by_user.page_click_count,
        sessions_by_user.session_microseconds,
        sessions_by_user.timed_session_count,
        sessions_by_user.discount_session_count,
        {%- for column in [
            'booked_trip_count',
            'cancelled_trip_count',
            'flight_trip_count',
            'hotel_trip_count',
            'bundle_trip_count',
            'flight_leg_count',
            'checked_bag_count',
            'base_fare_usd',
            'flight_spend_usd',
            'located_saving_usd',
            'distance_km',
            'located_flight_count',
            'discounted_flight_count',
            'flight_discount_sum',
            'night_count',
            'hotel_spend_usd',
            'discounted_hotel_count',
            'hotel_discount_sum',
            'lead_microseconds',
            'timed_trip_count',
        ] %}
        coalesce(trips_by_user.{{ column }}, 0) as {{ column }},
        {%- endfor %}
        coalesce(trips_by_user.spend_months_from_middle_doubled, 0)
            as spend_months_from_middle_doubled
    from cohort_users
    inner join sessions_by_user
        on cohort_users.user_id = sessions_by_user.user_id
    cross join active_window
    left join trips_by_user
        on cohort_users.user_id = trips_by_user.user_id

),

-- The trend is a line fitted by least squares through the months 0 to n - 1.
cohort_users_described as (

    select
        user_id,
        session_count,
        page_click_count,
        {{ safe_ratio('session_microseconds', 'timed_session_count') }}
        / 1000000 as average_session_seconds,
        days_since_last_session,
        {{ safe_ratio('discount_session_count', 'session_count') }}
            as discount_seen_rate,
        booked_trip_count,
        booked_trip_count - cancelled_trip_count as kept_trip_count,
        cancelled_trip_count,
        {{ safe_ratio('cancelled_trip_count', 'booked_trip_count') }}
            as cancellation_rate,
        flight_trip_count,
        hotel_trip_count,
        bundle_trip_count,
        flight_leg_count,
        checked_bag_count,
        {{ safe_ratio('checked_bag_count', 'flight_trip_count') }}
            as bags_per_flight,
        cast(base_fare_usd as double) as base_fare_usd,
        cast(flight_spend_usd as double) as flight_spend_usd,
        night_count,
        {{ safe_ratio('night_count', 'hotel_trip_count') }}
            as nights_per_stay,
        cast(hotel_spend_usd as double) as hotel_spend_usd,
        cast(flight_spend_usd + hotel_spend_usd as double) as spend_usd,
        {{ safe_ratio('distance_km', 'located_flight_count') }}
            as average_distance_km,
        {{ safe_ratio('lead_microseconds', 'timed_trip_count') }}
        / 86400000000 as average_lead_days,
        {{ safe_ratio('discounted_flight_count', 'flight_trip_count') }}
            as discounted_flight_rate,
        {{ safe_ratio('flight_discount_sum', 'discounted_flight_count') }}
            as average_flight_discount,
        {{ safe_ratio('discounted_hotel_count', 'hotel_trip_count') }}
            as discounted_hotel_rate,
        {{ safe_ratio('hotel_discount_sum', 'discounted_hotel_count') }}
            as average_hotel_discount,
        {{ safe_ratio('located_saving_usd', 'distance_km') }}
            as saving_per_km_usd,
        {{ safe_ratio(
            '6 * spend_months_from_middle_doubled',
            'month_count * (month_count * month_count - 1)'
        ) }} as monthly_spend_trend_usd
    from counted

)

select * from cohort_users_described
