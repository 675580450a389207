-- One row per user with a session in the window: how they use the site.
with

sessions as (

    select * from {{ ref('stg_traveltide__sessions') }}

),

active_window as (

    select * from {{ ref('int_active_window') }}

),

-- A session that ends before it starts has no length that can be known.
measure_sessions_in_window as (

    select
        sessions.user_id,
        sessions.started_at,
        sessions.page_click_count,
        case
            when sessions.ended_at >= sessions.started_at
                then {{ microseconds_between(
                    'sessions.started_at', 'sessions.ended_at'
                ) }}
        end as session_microseconds,
        {{ counted_discount(
            'sessions.is_flight_discount_offered',
            'sessions.flight_discount_amount'
        ) }} > 0
        or {{ counted_discount(
            'sessions.is_hotel_discount_offered',
            'sessions.hotel_discount_amount'
        ) }} > 0 as is_discount_offered
    from sessions
    inner join active_window
        on {{ is_within_window('sessions.started_at') }}

),

sessions_aggregated_to_users as (

    select
        user_id,
        count(*) as session_count,
        cast(coalesce(sum(page_click_count), 0) as bigint) as page_click_count,
        cast(sum(session_microseconds) as bigint) as session_microseconds,
        count(session_microseconds) as timed_session_count,
        cast(max(started_at) as date) as last_session_date,
        count(case when is_discount_offered then 1 end)
            as discount_session_count
    from measure_sessions_in_window
    group by user_id

)

select * from sessions_aggregated_to_users
