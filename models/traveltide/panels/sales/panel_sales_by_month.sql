-- One row per month, product and fate: how many trips were kept or cancelled,
-- and how many may yet be.
with

trips as (

    select * from {{ ref('trips') }}
    where product is not null

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

data_span as (

    select * from {{ ref('dashboard_data_span') }}

),

trips_by_fate as (

    select
        cast(date_trunc('month', trips.booked_date) as date) as month,
        trips.product,
        case
            when trips.is_cancelled then 'Cancelled'
            when trips.start_date <= active_window.as_of_date then 'Kept'
            else 'Still ahead'
        end as fate
    from trips
    cross join active_window

),

count_trips_by_fate as (

    select
        month,
        product,
        fate,
        count(*) as trip_count
    from trips_by_fate
    group by
        month,
        product,
        fate

),

sales_by_month as (

    select
        trips.month,
        trips.product,
        trips.fate,
        trips.trip_count,
        trips.month >= data_span.first_whole_month
        and trips.month < data_span.first_open_month as is_whole_month
    from count_trips_by_fate as trips
    cross join data_span

)

select * from sales_by_month
