-- One row per trip: booking, cancellation, flight, stay and money.
{%- set starts_at -%}
        case
            when flights.trip_id is not null then flights.departed_at
            else hotels.checked_in_at
        end
{%- endset %}
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

places as (

    select * from {{ ref('int_places') }}

),

-- An offer for what was not bought is none; a stay of unknown length adds no
-- money: no guess is as good as none.
trips as (

    select
        booked_trips.trip_id,
        booked_trips.user_id,
        booked_trips.booked_at,
        booked_trips.cancelled_at,
        {{ starts_at }} as starts_at,
        {{ microseconds_between('booked_trips.booked_at', starts_at) }}
            as lead_microseconds,
        booked_trips.is_cancelled,
        booked_trips.is_in_window,
        booked_trips.is_cancelled_in_window,
        booked_trips.is_flight_booked,
        booked_trips.is_hotel_booked,
        booked_trips.session_count,
        {%- for product in ['flight', 'hotel'] %}
        coalesce(case
            when {{ product }}s.trip_id is not null
                then booked_trips.{{ product }}_discount_rate
        end, 0) as {{ product }}_discount_rate,
        {%- endfor %}
        places.place_name as destination,
        flights.trip_id is not null as has_flight,
        flights.trip_id is not null
        and not booked_trips.is_cancelled_in_window as is_flown,
        flights.airline_name,
        flights.seat_count,
        case
            when flights.trip_id is null then 0
            when flights.has_return_flight then 2
            else 1
        end as leg_count,
        flights.checked_bag_count,
        flights.origin_airport,
        flights.destination_latitude,
        flights.destination_longitude,
        flights.base_fare_usd,
        coalesce(flights.base_fare_usd, 0)
        * (1 - booked_trips.flight_discount_rate) as flight_spend_usd,
        hotels.trip_id is not null as has_hotel,
        hotels.trip_id is not null
        and not booked_trips.is_cancelled_in_window as is_stayed,
        nullif(hotels.hotel_brand, '') as hotel_brand,
        hotels.room_count,
        hotels.night_count,
        hotels.room_night_price_usd,
        coalesce(
            hotels.room_night_price_usd * hotels.room_count
            * hotels.night_count,
            0
        ) * (1 - booked_trips.hotel_discount_rate) as hotel_spend_usd
    from booked_trips
    left join flights
        on booked_trips.trip_id = flights.trip_id
    left join hotels
        on booked_trips.trip_id = hotels.trip_id
    left join places
        on coalesce(flights.destination_city, hotels.hotel_city) = places.city

)

select * from trips
