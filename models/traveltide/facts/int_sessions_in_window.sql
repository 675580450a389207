-- One row per session that counts: within the window of the active cohort.
with

sessions as (

    select * from {{ ref('stg_traveltide__sessions') }}

),

active_window as (

    select * from {{ ref('int_active_window') }}

),

sessions_in_window as (

    select
        sessions.session_id,
        sessions.user_id,
        sessions.trip_id,
        sessions.flight_discount_amount,
        sessions.hotel_discount_amount,
        sessions.page_click_count,
        sessions.is_flight_discount_offered,
        sessions.is_hotel_discount_offered,
        sessions.is_cancellation,
        sessions.started_at,
        sessions.ended_at
    from sessions
    inner join active_window
        on {{ is_within_window('sessions.started_at') }}

)

select * from sessions_in_window
