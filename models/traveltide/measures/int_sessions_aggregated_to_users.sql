-- One row per user with a session in the window: how they use the site.
with

sessions as (

    select * from {{ ref('int_sessions_in_window') }}

),

-- A session that ends before it starts has no length that can be known.
timed_sessions as (

    select
        user_id,
        started_at,
        page_click_count,
        is_flight_discount_offered,
        flight_discount_amount,
        is_hotel_discount_offered,
        hotel_discount_amount,
        case
            when ended_at >= started_at
                then epoch_us(ended_at) - epoch_us(started_at)
        end as session_microseconds
    from sessions

),

sessions_aggregated_to_users as (

    select
        user_id,
        count(*) as session_count,
        cast(coalesce(sum(page_click_count), 0) as bigint) as page_click_count,
        cast(sum(session_microseconds) as bigint) as session_microseconds,
        count(session_microseconds) as timed_session_count,
        cast(max(started_at) as date) as last_session_date,
        cast(count_if(
            {{ counted_discount(
                'is_flight_discount_offered', 'flight_discount_amount'
            ) }} > 0
            or {{ counted_discount(
                'is_hotel_discount_offered', 'hotel_discount_amount'
            ) }} > 0
        ) as bigint) as discount_session_count
    from timed_sessions
    group by user_id

)

select * from sessions_aggregated_to_users
