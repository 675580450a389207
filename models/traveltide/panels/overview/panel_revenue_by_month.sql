-- One row per month and product: revenue of kept trips.
with

monthly_performance as (

    select * from {{ ref('monthly_performance') }}

),

revenue_by_month as (

    select
        month,
        product,
        revenue
    from monthly_performance

)

select * from revenue_by_month
