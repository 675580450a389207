-- One row per user with a trip in the window: what they spent on kept trips.
with

trips as (

    select * from {{ ref('int_trips') }}
    where is_in_window

),

user_spend as (

    select
        user_id,
        {{ sum_where(
            'cast(flight_spend_usd + hotel_spend_usd as decimal(38, 6))',
            'not is_cancelled_in_window'
        ) }} as spend_usd
    from trips
    group by user_id

)

select * from user_spend
