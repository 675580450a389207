-- One row per destination among those that earn most.
with

destination_performance as (

    select * from {{ ref('destination_performance') }}

),

data_span as (

    select are_years_comparable from {{ ref('dashboard_data_span') }}

),

destinations as (

    select
        sales.rank,
        sales.destination,
        sales.bookings,
        sales.cancellation_rate,
        sales.revenue,
        case
            when data_span.are_years_comparable then sales.revenue_last_year
        end as revenue_last_year,
        case
            when data_span.are_years_comparable then sales.revenue_change
        end as revenue_change
    from destination_performance as sales
    cross join data_span
    where sales.rank <= {{ var('dashboard_list_length') }}

)

select * from destinations
