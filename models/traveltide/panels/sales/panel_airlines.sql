-- One row per airline among those that earn most.
with

airline_performance as (

    select * from {{ ref('airline_performance') }}

),

airlines as (

    select
        rank,
        airline,
        bookings,
        cancellation_rate,
        revenue
    from airline_performance
    where rank <= {{ var('dashboard_list_length') }}

)

select * from airlines
