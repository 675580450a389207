-- One row per airport from which users fly, with its coordinates.
with

users as (

    select
        home_airport,
        home_airport_latitude,
        home_airport_longitude
    from {{ ref('stg_traveltide__users') }}
    where
        home_airport is not null
        and home_airport_latitude is not null
        and home_airport_longitude is not null

),

-- Where users disagree, one of their places and not a mixture of two.
places as (

    select
        home_airport as airport_code,
        min({
            'latitude': home_airport_latitude,
            'longitude': home_airport_longitude
        }) as place
    from users
    group by home_airport

),

airports_located as (

    select
        places.airport_code,
        places.place.latitude,
        places.place.longitude
    from places

)

select * from airports_located
