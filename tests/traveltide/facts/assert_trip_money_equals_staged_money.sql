-- Fails when fares, hotel prices or money spent on all trips differ from the
-- sums over the staged flights and hotels of the same trips.
{{ config(tags=['weekly']) }}
with

all_trips as (

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

staged_flights as (

    select
        coalesce(sum(flights.base_fare_usd), 0) as base_fare_usd,
        coalesce(sum(
            flights.base_fare_usd * (1 - all_trips.flight_discount_rate)
        ), 0) as flight_spend_usd
    from flights
    inner join all_trips
        on flights.trip_id = all_trips.trip_id

),

staged_hotels as (

    select
        coalesce(sum(hotels.hotel_price_usd), 0) as hotel_price_usd,
        coalesce(sum(
            hotels.hotel_price_usd * (1 - all_trips.hotel_discount_rate)
        ), 0) as hotel_spend_usd
    from hotels
    inner join all_trips
        on hotels.trip_id = all_trips.trip_id

),

trips as (

    select
        coalesce(sum(base_fare_usd), 0) as base_fare_usd,
        coalesce(sum(flight_spend_usd), 0) as flight_spend_usd,
        coalesce(sum(room_night_price_usd * room_count * night_count), 0)
            as hotel_price_usd,
        coalesce(sum(hotel_spend_usd), 0) as hotel_spend_usd
    from all_trips

)

select
    trips.base_fare_usd,
    staged_flights.base_fare_usd as staged_base_fare_usd,
    trips.flight_spend_usd,
    staged_flights.flight_spend_usd as staged_flight_spend_usd,
    trips.hotel_price_usd,
    staged_hotels.hotel_price_usd as staged_hotel_price_usd,
    trips.hotel_spend_usd,
    staged_hotels.hotel_spend_usd as staged_hotel_spend_usd
from trips
cross join staged_flights
cross join staged_hotels
where
    trips.base_fare_usd != staged_flights.base_fare_usd
    or trips.flight_spend_usd != staged_flights.flight_spend_usd
    or trips.hotel_price_usd != staged_hotels.hotel_price_usd
    or trips.hotel_spend_usd != staged_hotels.hotel_spend_usd
