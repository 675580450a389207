-- One row per trip booked until the as-of date: what was sold to whom, with the
-- segment and the perk of the user, so that sales can be cut by both.
with

trip_sales as (

    select * from {{ ref('int_trip_sales') }}

),

user_perks as (

    select
        user_id,
        segment_key,
        primary_perk
    from {{ ref('user_perks') }}

),

trips as (

    select
        trip_sales.user_id,
        user_perks.segment_key,
        user_perks.primary_perk as perk_code,
        trip_sales.product,
        trip_sales.destination,
        trip_sales.booked_date,
        trip_sales.start_date,
        trip_sales.is_cancelled,
        cast(trip_sales.spend_usd as decimal(18, 6)) as spend_usd
    from trip_sales
    left join user_perks
        on trip_sales.user_id = user_perks.user_id

)

select * from trips
