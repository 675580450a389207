-- Fails when the fares of all trips, or the money spent on them, differ from
-- the sums over the raw flights and hotels of the same trips.
with

trips as (

    select * from {{ ref('int_trips') }}

),

flights as (

    select
        trip_id,
        base_fare_usd
    from {{ ref('stg_traveltide__flights') }}

),

hotels as (

    select
        trip_id,
        room_night_price_usd * room_count * night_count as hotel_price_usd
    from {{ ref('stg_traveltide__hotels') }}

),

raw_money as (

    select
        trip_id,
        base_fare_usd,
        null as hotel_price_usd
    from flights
    union all
    select
        trip_id,
        null as base_fare_usd,
        hotel_price_usd
    from hotels

),

raw_sums as (

    select
        sum(base_fare_usd) as base_fare_usd,
        sum(hotel_price_usd) as hotel_price_usd
    from raw_money
    where trip_id in (select trips.trip_id from trips)

),

trip_sums as (

    select
        sum(base_fare_usd) as base_fare_usd,
        sum(room_night_price_usd * room_count * night_count)
            as hotel_price_usd,
        sum(flight_spend_usd) as flight_spend_usd,
        sum(base_fare_usd * (1 - flight_discount_rate))
            as discounted_fare_usd
    from trips

)

select
    raw_sums.base_fare_usd as raw_base_fare_usd,
    trip_sums.base_fare_usd as trip_base_fare_usd,
    raw_sums.hotel_price_usd as raw_hotel_price_usd,
    trip_sums.hotel_price_usd as trip_hotel_price_usd
from raw_sums
cross join trip_sums
where
    raw_sums.base_fare_usd != trip_sums.base_fare_usd
    or raw_sums.hotel_price_usd != trip_sums.hotel_price_usd
    or trip_sums.flight_spend_usd != trip_sums.discounted_fare_usd
