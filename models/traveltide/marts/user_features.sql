-- One row per cohort user: what they did in the window, in business terms.
with

described_users as (

    select * from {{ ref('int_cohort_users_described') }}

),

compared_users as (

    select
        user_id,
        {{ safe_ratio(
            'saving_per_km_usd - min(saving_per_km_usd) over ()',
            '(max(saving_per_km_usd) over () - min(saving_per_km_usd) over ())'
        ) }} as saving_per_km_scaled,
        {{ quintile('-days_since_last_session') }} as recency_score,
        {{ quintile('booked_trip_count - cancelled_trip_count') }}
            as frequency_score,
        {{ quintile('spend_usd') }} as monetary_score
    from described_users

),

user_features as (

    select
        described_users.user_id,
        described_users.session_count,
        described_users.page_click_count,
        described_users.average_session_seconds,
        described_users.days_since_last_session,
        described_users.discount_seen_rate,
        described_users.booked_trip_count,
        described_users.booked_trip_count
        - described_users.cancelled_trip_count as kept_trip_count,
        described_users.cancelled_trip_count,
        described_users.cancellation_rate,
        described_users.flight_trip_count,
        described_users.hotel_trip_count,
        described_users.bundle_trip_count,
        described_users.flight_leg_count,
        described_users.checked_bag_count,
        described_users.bags_per_flight,
        described_users.base_fare_usd,
        described_users.flight_spend_usd,
        described_users.night_count,
        described_users.nights_per_stay,
        described_users.hotel_spend_usd,
        described_users.average_distance_km,
        described_users.average_lead_days,
        described_users.discounted_flight_rate,
        described_users.average_flight_discount,
        described_users.discounted_hotel_rate,
        described_users.average_hotel_discount,
        case
            when described_users.discounted_flight_rate = 0 then 0
            when described_users.saving_per_km_usd is not null
                then
                    described_users.discounted_flight_rate
                    * described_users.average_flight_discount
                    * coalesce(compared_users.saving_per_km_scaled, 0)
        end as bargain_hunter_index,
        compared_users.recency_score,
        compared_users.frequency_score,
        compared_users.monetary_score,
        described_users.monthly_spend_trend_usd
    from described_users
    inner join compared_users
        on described_users.user_id = compared_users.user_id

)

select * from user_features
