with

flights as (

    {{ kept_rows('flights') }}

),

renamed as (

    select
        -- ids
        trip_id,

        -- strings
        origin_airport,
        destination as destination_city,
        destination_airport,
        trip_airline as airline_name,

        -- numerics
        seats as seat_count,
        checked_bags as checked_bag_count,
        destination_airport_lat as destination_latitude,
        destination_airport_lon as destination_longitude,
        base_fare_usd,

        -- booleans
        return_flight_booked as has_return_flight,

        -- timestamps
        departure_time as departed_at,
        return_time as returned_at

    from flights

)

select * from renamed
