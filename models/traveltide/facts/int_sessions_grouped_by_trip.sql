-- One row per trip that any session names, with its booking session's offer.
with

sessions as (

    select * from {{ ref('stg_traveltide__sessions') }}
    where trip_id is not null

),

active_window as (

    select * from {{ ref('int_active_window') }}

),

mark_sessions_in_window as (

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
number_sessions_of_a_trip as (

    select
        *,
        row_number() over (
            partition by trip_id
            order by
                is_cancellation asc,
                is_in_window desc,
                started_at asc nulls last,
                session_id asc
        ) as place
    from mark_sessions_in_window

),

sessions_grouped_by_trip as (

    select
        trip_id,
        {%- for column in [
            'user_id', 'flight_discount_rate', 'hotel_discount_rate',
        ] %}
        max(case when place = 1 then {{ column }} end) as {{ column }},
        {%- endfor %}
        max(case
            when place = 1 and not is_cancellation then started_at
        end) as booked_at,
        min(case when is_cancellation then started_at end) as cancelled_at,
        bool_or(is_cancellation) as is_cancelled,
        bool_or(is_in_window) as is_in_window,
        bool_or(is_cancellation and is_in_window) as is_cancelled_in_window,
        bool_or(is_flight_booked and not is_cancellation) as is_flight_booked,
        bool_or(is_hotel_booked and not is_cancellation) as is_hotel_booked,
        count(*) as session_count
    from number_sessions_of_a_trip
    group by trip_id

)

select * from sessions_grouped_by_trip
