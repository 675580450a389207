-- One row per month until the as-of date: visits, and those shown a discount.
with

sessions as (

    select * from {{ ref('stg_traveltide__sessions') }}

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

offered_sessions as (

    select
        cast(date_trunc('month', sessions.started_at) as date) as month,
        {{ counted_discount(
            'sessions.is_flight_discount_offered',
            'sessions.flight_discount_amount'
        ) }} as flight_discount_rate,
        {{ counted_discount(
            'sessions.is_hotel_discount_offered',
            'sessions.hotel_discount_amount'
        ) }} as hotel_discount_rate
    from sessions
    cross join active_window
    where cast(sessions.started_at as date) <= active_window.as_of_date

),

sessions_aggregated_to_months as (

    select
        month,
        count(*) as session_count,
        count(*) filter (
            where flight_discount_rate > 0 or hotel_discount_rate > 0
        ) as discounted_session_count
    from offered_sessions
    group by month

)

select * from sessions_aggregated_to_months
