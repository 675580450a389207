-- One row per month, product and fate: how many trips were kept or cancelled.
with

monthly_performance as (

    select * from {{ ref('monthly_performance') }}

),

trips_by_fate as (

    select
        month,
        product,
        'Kept' as fate,
        bookings - cancellations as trip_count
    from monthly_performance
    union all
    select
        month,
        product,
        'Cancelled' as fate,
        cancellations as trip_count
    from monthly_performance

)

select * from trips_by_fate
