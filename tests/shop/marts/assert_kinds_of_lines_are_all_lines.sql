-- Fails when the kinds of the waterfall are not all lines of the export, or the
-- money of known customers' sales is not that of the months, items and orders.
with

kinds as (

    select
        sum(row_count) as row_count,
        sum(case when kind = 'sale' then amount_usd end) as revenue
    from {{ ref('cleaning_waterfall') }}

),

file_counts as (

    select row_count from {{ ref('stg_engine__file_counts') }}
    where file_name = 'order_lines'

),

order_lines as (

    select sum(order_lines.amount_usd) as revenue
    from {{ ref('stg_shop__order_lines') }} as order_lines
    inner join {{ ref('int_active_window') }} as active_window
        on {{ is_within_window('order_lines.ordered_at') }}
    where order_lines.kind = 'sale'

),

months as (

    select sum(revenue) as revenue from {{ ref('monthly_performance') }}

),

products as (

    select sum(revenue) as revenue from {{ ref('product_performance') }}

),

orders as (

    select sum(spend_usd) as revenue from {{ ref('int_orders') }}

)

select
    kinds.row_count,
    file_counts.row_count as file_row_count,
    order_lines.revenue,
    months.revenue as month_revenue,
    products.revenue as product_revenue,
    orders.revenue as order_revenue
from kinds
cross join file_counts
cross join order_lines
cross join months
cross join products
cross join orders
where
    kinds.row_count != file_counts.row_count
    or order_lines.revenue > kinds.revenue
    or abs(order_lines.revenue - months.revenue) > 0.01
    or abs(order_lines.revenue - products.revenue) > 0.01
    or abs(order_lines.revenue - orders.revenue) > 0.01
