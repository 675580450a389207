-- One row per trip: booking, cancellation, flight, stay, money, distance.
with

booked_trips as (

    select * from {{ ref('int_sessions_grouped_by_trip') }}

),

flights as (

    select * from {{ ref('stg_traveltide__flights') }}

),

hotels as (

    select * from {{ ref('stg_traveltide__hotels') }}

),

airports as (

    select * from {{ ref('int_airports_located') }}

),

joined as (

    select
        booked_trips.trip_id,
        booked_trips.user_id,
        case
            when not booked_trips.is_booking_session_missing
                then booked_trips.started_at
        end as booked_at,
        booked_trips.cancelled_at,
        case
            when flights.trip_id is not null then flights.departed_at
            else hotels.checked_in_at
        end as starts_at,
        booked_trips.is_cancelled,
        booked_trips.is_in_window,
        booked_trips.is_cancelled_in_window,
        booked_trips.is_flight_booked,
        booked_trips.is_hotel_booked,
        coalesce(flights.destination_city, nullif(hotels.hotel_city, ''))
            as destination,
        flights.trip_id is not null as has_flight,
        flights.airline_name,
        flights.seat_count,
        case
            when flights.trip_id is null then 0
            when flights.has_return_flight then 2
            else 1
        end as leg_count,
        flights.checked_bag_count,
        {{ great_circle_km(
            'airports.latitude',
            'airports.longitude',
            'flights.destination_latitude',
            'flights.destination_longitude'
        ) }} as distance_km,
        flights.base_fare_usd,
        case
            when flights.trip_id is null then 0
            else booked_trips.flight_discount_rate
        end as flight_discount_rate,
        hotels.trip_id is not null as has_hotel,
        nullif(hotels.hotel_brand, '') as hotel_brand,
        hotels.room_count,
        hotels.night_count,
        hotels.room_night_price_usd,
        case
            when hotels.trip_id is null then 0
            else booked_trips.hotel_discount_rate
        end as hotel_discount_rate
    from booked_trips
    left join flights
        on booked_trips.trip_id = flights.trip_id
    left join hotels
        on booked_trips.trip_id = hotels.trip_id
    left join airports
        on flights.origin_airport = airports.airport_code

),

-- A stay of unknown length adds no money: no guess is as good as none.
trips as (

    select
        trip_id,
        user_id,
        booked_at,
        cancelled_at,
        starts_at,
        epoch_us(starts_at) - epoch_us(booked_at) as lead_microseconds,
        is_cancelled,
        is_in_window,
        is_cancelled_in_window,
        is_flight_booked,
        is_hotel_booked,
        destination,
        has_flight,
        airline_name,
        seat_count,
        leg_count,
        checked_bag_count,
        distance_km,
        base_fare_usd,
        flight_discount_rate,
        coalesce(base_fare_usd, 0) * (1 - flight_discount_rate)
            as flight_spend_usd,
        has_hotel,
        hotel_brand,
        room_count,
        night_count,
        room_night_price_usd,
        hotel_discount_rate,
        coalesce(room_night_price_usd * room_count * night_count, 0)
        * (1 - hotel_discount_rate) as hotel_spend_usd
    from joined

)

select * from trips
