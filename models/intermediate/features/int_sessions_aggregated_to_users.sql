-- One row per user with a session in the window: how they use the site.
with

sessions as (

    select * from {{ ref('int_sessions_in_window') }}

),

sessions_aggregated_to_users as (

    select
        user_id,
        count(*) as session_count,
        cast(coalesce(sum(page_click_count), 0) as bigint) as page_click_count,
        cast(sum(epoch_us(ended_at) - epoch_us(started_at)) as bigint)
            as session_microseconds,
        count(ended_at) as timed_session_count,
        cast(max(started_at) as date) as last_session_date,
        count_if(
            {{ counted_discount(
                'is_flight_discount_offered', 'flight_discount_amount'
            ) }} > 0
            or {{ counted_discount(
                'is_hotel_discount_offered', 'hotel_discount_amount'
            ) }} > 0
        ) as discount_session_count
    from sessions
    group by user_id

)

select * from sessions_aggregated_to_users
