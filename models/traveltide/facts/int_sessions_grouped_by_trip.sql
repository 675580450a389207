-- One row per trip that any session names, with its booking session's offer.
with

sessions as (

    select * from {{ ref('stg_traveltide__sessions') }}
    where trip_id is not null

),

active_window as (

    select * from {{ ref('int_active_window') }}

),

trip_sessions as (

    select
        sessions.trip_id,
        sessions.session_id,
        sessions.user_id,
        sessions.started_at,
        sessions.is_cancellation,
        sessions.is_flight_booked,
        sessions.is_hotel_booked,
        coalesce({{ is_within_window('sessions.started_at') }}, false)
            as is_in_window,
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

),

-- The booking session is the earliest that does not cancel, in the window if
-- one is: a session outside the window must not feed a feature.
grouped_sessions as (

    select
        trip_id,
        arg_min(
            {
                'user_id': user_id,
                'started_at': started_at,
                'flight_discount_rate': flight_discount_rate,
                'hotel_discount_rate': hotel_discount_rate
            },
            (is_cancellation, not is_in_window, started_at, session_id)
        ) as booking_session,
        min(started_at) filter (where is_cancellation) as cancelled_at,
        bool_and(is_cancellation) as is_booking_session_missing,
        bool_or(is_cancellation) as is_cancelled,
        bool_or(is_in_window) as is_in_window,
        bool_or(is_cancellation and is_in_window) as is_cancelled_in_window,
        bool_or(is_flight_booked and not is_cancellation) as is_flight_booked,
        bool_or(is_hotel_booked and not is_cancellation) as is_hotel_booked,
        count(*) as session_count
    from trip_sessions
    group by trip_id

),

sessions_grouped_by_trip as (

    select
        grouped_sessions.trip_id,
        booking_session.user_id,
        booking_session.started_at,
        booking_session.flight_discount_rate,
        booking_session.hotel_discount_rate,
        grouped_sessions.cancelled_at,
        grouped_sessions.is_booking_session_missing,
        grouped_sessions.is_cancelled,
        grouped_sessions.is_in_window,
        grouped_sessions.is_cancelled_in_window,
        grouped_sessions.is_flight_booked,
        grouped_sessions.is_hotel_booked,
        grouped_sessions.session_count
    from grouped_sessions

)

select * from sessions_grouped_by_trip
