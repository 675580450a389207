-- One row per month of travel and product.
with

season_pattern as (

    select * from {{ ref('season_pattern') }}

),

data_span as (

    select * from {{ ref('dashboard_data_span') }}

),

seasons as (

    select
        season_pattern.product,
        cast(year(season_pattern.travel_month) as varchar) as year,
        cast(month(season_pattern.travel_month) as integer) as calendar_month,
        season_pattern.bookings - season_pattern.cancellations as kept_trips,
        season_pattern.revenue,
        season_pattern.travel_month >= data_span.first_whole_month
        and season_pattern.travel_month < data_span.first_open_month
            as is_whole_month
    from season_pattern
    cross join data_span
    where season_pattern.product is not null

)

select * from seasons
