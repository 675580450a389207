-- One row per destination among those that earn most.
with

destination_performance as (

    select * from {{ ref('destination_performance') }}

),

destinations as (

    select
        rank,
        {{ title_case('destination') }} as destination,
        bookings,
        cancellation_rate,
        revenue,
        revenue_last_year,
        revenue_change
    from destination_performance
    where rank <= {{ var('dashboard_list_length') }}

)

select * from destinations
