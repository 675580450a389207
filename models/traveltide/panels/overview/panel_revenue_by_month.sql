-- One row per month and product: revenue of kept trips.
with

monthly_performance as (

    select * from {{ ref('monthly_performance') }}

),

data_span as (

    select * from {{ ref('dashboard_data_span') }}

),

revenue_by_month as (

    select
        monthly_performance.month,
        monthly_performance.product,
        monthly_performance.revenue,
        monthly_performance.month >= data_span.first_whole_month
        and monthly_performance.month < data_span.first_open_month
            as is_whole_month
    from monthly_performance
    cross join data_span

)

select * from revenue_by_month
