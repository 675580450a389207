-- One row per trip that was booked: where it goes. It is all that the engine
-- knows when it says what to offer next.
with

trips as (

    select * from {{ ref('int_trips') }}
    where is_in_window

),

user_items as (

    select
        user_id,
        destination as item_id,
        booked_at as occurred_at,
        cast(1 as bigint) as quantity,
        cast(flight_spend_usd + hotel_spend_usd as double) as amount_usd,
        trip_id as basket_id
    from trips
    where
        booked_at is not null
        and destination is not null

)

select * from user_items
