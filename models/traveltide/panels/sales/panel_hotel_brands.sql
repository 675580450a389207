-- One row per hotel brand among those that earn most.
with

hotel_brand_performance as (

    select * from {{ ref('hotel_brand_performance') }}

),

hotel_brands as (

    select
        rank,
        hotel_brand,
        bookings,
        cancellation_rate,
        revenue
    from hotel_brand_performance
    where rank <= {{ var('dashboard_list_length') }}

)

select * from hotel_brands
