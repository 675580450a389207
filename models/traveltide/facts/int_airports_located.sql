-- One row per airport from which users fly, with its coordinates.
with

users as (

    select distinct
        home_airport as airport_code,
        home_airport_latitude as latitude,
        home_airport_longitude as longitude
    from {{ ref('stg_traveltide__users') }}
    where
        home_airport is not null
        and home_airport_latitude is not null
        and home_airport_longitude is not null

),

-- Where users disagree, one of their places and not a mixture of two.
number_places_of_an_airport as (

    select
        airport_code,
        latitude,
        longitude,
        row_number() over (
            partition by airport_code
            order by latitude, longitude
        ) as place
    from users

),

airports_located as (

    select
        airport_code,
        latitude,
        longitude
    from number_places_of_an_airport
    where place = 1

)

select * from airports_located
