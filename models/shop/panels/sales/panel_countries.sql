-- One row per country among those that bring most; none where the shop does not
-- say.
with

country_performance as (

    select * from {{ ref('country_performance') }}

),

countries as (

    select
        rank,
        country,
        customers,
        orders,
        revenue
    from country_performance
    where rank <= {{ var('dashboard_list_length') }}

)

select * from countries
