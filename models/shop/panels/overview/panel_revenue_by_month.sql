-- One row per month and kind of buyer: revenue.
with

monthly_performance as (

    select * from {{ ref('monthly_performance') }}

),

data_span as (

    select * from {{ ref('dashboard_data_span') }}

),

revenue_by_buyer as (

    {% for buyer, column in {
        'Known customers': 'revenue',
        'Customer unknown': 'revenue_without_customer',
    }.items() -%}
    select
        month,
        '{{ buyer }}' as buyer,
        {{ column }} as revenue
    from monthly_performance
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    revenue_by_buyer.month,
    revenue_by_buyer.buyer,
    revenue_by_buyer.revenue,
    revenue_by_buyer.month >= data_span.first_whole_month
    and revenue_by_buyer.month < data_span.first_open_month as is_whole_month
from revenue_by_buyer
cross join data_span
