-- One row per airport from which users fly, with its coordinates.
with

users as (

    select
        home_airport,
        home_airport_latitude,
        home_airport_longitude
    from {{ ref('stg_traveltide__users') }}
    where home_airport is not null

),

airports_located as (

    select
        home_airport as airport_code,
        min(home_airport_latitude) as latitude,
        min(home_airport_longitude) as longitude
    from users
    group by home_airport

)

select * from airports_located
