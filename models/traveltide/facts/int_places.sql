-- One row per city that the files name: how people write it. The few names are
-- written once here, not again for each trip.
with

flights as (

    select * from {{ ref('stg_traveltide__flights') }}

),

hotels as (

    select * from {{ ref('stg_traveltide__hotels') }}

),

cities as (

    select destination_city as city from flights
    union
    select hotel_city as city from hotels

),

places as (

    select
        city,
        {{ place_name('city') }} as place_name
    from cities
    where city != ''

)

select * from places
