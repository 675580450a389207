-- One row per cohort user: what they bought in the window, added up.
with

users as (

    select * from {{ ref('user_measures') }}
    where is_in_cohort

),

orders as (

    select * from {{ ref('int_orders') }}

),

user_items as (

    select
        user_id,
        count(distinct item_id) as item_count
    from {{ ref('user_items') }}
    group by user_id

),

active_window as (

    select * from {{ ref('int_active_window') }}

),

-- The trend of spend is the slope of a line through all months, those without
-- spend as zero: it needs only their distances from the middle month.
sum_orders_of_a_user as (

    select
        orders.user_id,
        min(orders.ordered_date) as first_order_date,
        max(orders.ordered_date) as last_order_date,
        count(distinct orders.ordered_date) as day_count,
        cast(sum(orders.line_count) as bigint) as line_count,
        sum(orders.item_count) as basket_item_count,
        cast(sum(orders.unit_count) as bigint) as unit_count,
        cast(sum(orders.spend_usd) as double) as spend_usd,
        sum(cast(orders.returned_usd as decimal(27, 6))) as returned_usd,
        sum(
            orders.spend_usd * (
                2 * ({{ months_between(
                    'active_window.window_start_date', 'orders.ordered_date'
                ) }}) - active_window.month_count + 1
            )
        ) as spend_trend_numerator,
        max(active_window.month_count) as month_count
    from orders
    cross join active_window
    group by orders.user_id

)

select
    users.user_id,
    sums.first_order_date,
    sums.last_order_date,
    users.days_since_last_order,
    users.experience_count as order_count,
    sums.line_count,
    user_items.item_count,
    sums.unit_count,
    sums.spend_usd,
    {{ safe_ratio('sums.spend_usd', 'users.experience_count') }}
        as average_order_usd,
    {{ safe_ratio('sums.basket_item_count', 'users.experience_count') }}
        as items_per_order,
    cast(sums.returned_usd as double) as returned_usd,
    {%- for rate, signal in {
        'returned_order_rate': 'returned_orders',
        'reorder_rate': 'reorders',
        'seasonal_rate': 'seasonal_lines',
        'bulk_rate': 'bulk_lines',
        'wide_basket_rate': 'wide_baskets',
        'lapse_rate': 'lapses',
    }.items() %}
    {{ safe_ratio(
        'users.' ~ signal ~ '_count', 'users.' ~ signal ~ '_trials'
    ) }} as {{ rate }},
    {%- endfor %}
    {{ safe_ratio(
        days_between('sums.first_order_date', 'sums.last_order_date'),
        '(sums.day_count - 1)'
    ) }} as average_gap_days,
    {{ safe_ratio(
        '6 * sums.spend_trend_numerator',
        'sums.month_count * (sums.month_count * sums.month_count - 1)'
    ) }} as monthly_spend_trend_usd
from users
inner join sum_orders_of_a_user as sums
    on users.user_id = sums.user_id
inner join user_items
    on users.user_id = user_items.user_id
