-- One row per month of travel and product.
with

season_pattern as (

    select * from {{ ref('season_pattern') }}

),

seasons as (

    select
        product,
        cast(year(travel_month) as varchar) as year,
        cast(month(travel_month) as integer) as calendar_month,
        bookings - cancellations as kept_trips,
        revenue
    from season_pattern
    where product is not null

)

select * from seasons
