-- One row per cohort user: counts, sums and ratios of their own alone.
with

cohort_users as (

    select user_id from {{ ref('user_measures') }}
    where is_in_cohort

),

active_window as (

    select * from {{ ref('int_active_window') }}

),

sessions_by_user as (

    select * from {{ ref('int_sessions_aggregated_to_users') }}

),

trips_by_user as (

    select * from {{ ref('int_cohort_trips_aggregated') }}

),

-- A user without a trip has zero of everything, and no ratio. The trend is a
-- line fitted by least squares through the months 0 to n - 1.
cohort_users_described as (

    select
        cohort_users.user_id,
        sessions_by_user.session_count,
        sessions_by_user.page_click_count,
        {{ safe_ratio(
            'sessions_by_user.session_microseconds',
            'sessions_by_user.timed_session_count'
        ) }} / 1000000 as average_session_seconds,
        {{ days_between(
            'sessions_by_user.last_session_date', 'active_window.as_of_date'
        ) }} as days_since_last_session,
        {{ safe_ratio(
            'sessions_by_user.discount_session_count',
            'sessions_by_user.session_count'
        ) }} as discount_seen_rate,
        {%- for count in [
            'booked_trip_count', 'cancelled_trip_count', 'flight_trip_count',
            'hotel_trip_count', 'bundle_trip_count', 'flight_leg_count',
            'checked_bag_count', 'night_count',
        ] %}
        coalesce(trips_by_user.{{ count }}, 0) as {{ count }},
        {%- endfor %}
        {%- for amount in [
            'base_fare_usd', 'flight_spend_usd', 'hotel_spend_usd',
        ] %}
        cast(coalesce(trips_by_user.{{ amount }}, 0) as double)
            as {{ amount }},
        {%- endfor %}
        cast(coalesce(
            trips_by_user.flight_spend_usd + trips_by_user.hotel_spend_usd, 0
        ) as double) as spend_usd,
        {%- for ratio, (numerator, denominator) in {
            'cancellation_rate': ['cancelled_trip_count', 'booked_trip_count'],
            'bags_per_flight': ['checked_bag_count', 'flight_trip_count'],
            'nights_per_stay': ['night_count', 'hotel_trip_count'],
            'average_distance_km': ['distance_km', 'located_flight_count'],
            'discounted_flight_rate':
                ['discounted_flight_count', 'flight_trip_count'],
            'average_flight_discount':
                ['flight_discount_sum', 'discounted_flight_count'],
            'discounted_hotel_rate':
                ['discounted_hotel_count', 'hotel_trip_count'],
            'average_hotel_discount':
                ['hotel_discount_sum', 'discounted_hotel_count'],
            'saving_per_km_usd': ['located_saving_usd', 'distance_km'],
        }.items() %}
        {{ safe_ratio(
            'trips_by_user.' ~ numerator, 'trips_by_user.' ~ denominator
        ) }} as {{ ratio }},
        {%- endfor %}
        {{ safe_ratio(
            'trips_by_user.lead_microseconds', 'trips_by_user.timed_trip_count'
        ) }} / 86400000000 as average_lead_days,
        {{ safe_ratio(
            '6 * coalesce(trips_by_user.spend_trend_numerator, 0)',
            'active_window.month_count'
            ~ ' * (active_window.month_count * active_window.month_count - 1)'
        ) }} as monthly_spend_trend_usd
    from cohort_users
    inner join sessions_by_user
        on cohort_users.user_id = sessions_by_user.user_id
    cross join active_window
    left join trips_by_user
        on cohort_users.user_id = trips_by_user.user_id

)

select * from cohort_users_described
