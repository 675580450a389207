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
        case
            when age between 1 and 3 then 'now'
            when comparison = 'year' and age between 13 and 15 then 'before'
        end as period_name
    from count_months_back

),

monthly_figures as (

    {% for figure, unit, better, numerator, denominator in [
        ('Revenue', 'usd', 'up', 'revenue', '1'),
        ('Orders', 'count', 'up', 'orders', '1'),
        ('Sent back', 'share', 'down', 'cancelled', 'revenue'),
        ('Buyers who are new', 'share', 'up', 'new_customers', 'customers'),
    ] -%}
    select
        {{ loop.index }} as place,
        '{{ figure }}' as figure,
        '{{ unit }}' as unit,
        '{{ better }}' as better,
        month,
        period_name,
        cast({{ numerator }} as double) as numerator,
        cast({{ denominator }} as double) as denominator
    from name_periods
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from monthly_figures
