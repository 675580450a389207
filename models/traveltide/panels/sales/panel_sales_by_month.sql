-- One row per month, product and fate: how many trips were kept or cancelled.
with

monthly_performance as (

    select * from {{ ref('monthly_performance') }}

),

data_span as (

    select * from {{ ref('dashboard_data_span') }}

),

trips_by_fate as (

    {% for fate, trip_count in {
        'Kept': 'bookings - cancellations',
        'Cancelled': 'cancellations',
    }.items() -%}
    select
        month,
        product,
        '{{ fate }}' as fate,
        {{ trip_count }} as trip_count
    from monthly_performance
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

sales_by_month as (

    select
        trips_by_fate.month,
        trips_by_fate.product,
        trips_by_fate.fate,
        trips_by_fate.trip_count,
        trips_by_fate.month >= data_span.first_whole_month
        and trips_by_fate.month < data_span.first_open_month as is_whole_month
    from trips_by_fate
    cross join data_span

)

select * from sales_by_month
