-- One row per key figure and whole month: what it is made of.
with

monthly_performance as (

    select * from {{ ref('monthly_performance') }}

),

data_span as (

    select * from {{ ref('dashboard_data_span') }}

),

count_months_back as (

    select
        monthly_performance.*,
        {{ months_between(
            'monthly_performance.month', 'data_span.first_open_month'
        ) }} as age,
        data_span.comparison
    from monthly_performance
    cross join data_span
    where
        monthly_performance.month >= data_span.first_whole_month
        and monthly_performance.month < data_span.first_open_month

),

name_periods as (

    select
        *,
        {{ period_of_month('age', 'comparison') }} as period_name
    from count_months_back

),

monthly_figures as (

    {{ key_figure_rows('name_periods', [
        ('Revenue', 'usd', 'up', 'revenue', '1'),
        ('Orders', 'count', 'up', 'orders', '1'),
        ('Sent back', 'share', 'down', 'cancelled', 'revenue'),
        (
            'Sales to unknown customers', 'share', 'down',
            'revenue_without_customer', 'revenue + revenue_without_customer',
        ),
    ]) }}

)

select * from monthly_figures
