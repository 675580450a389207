-- One row per month: what was ordered, by whom, and what was cancelled.
with

order_lines as (

    select * from {{ ref('stg_shop__order_lines') }}
    where kind in ('sale', 'sale_without_customer', 'cancellation')

),

active_window as (

    select * from {{ ref('int_active_window') }}

),

date_lines as (

    select
        order_lines.*,
        cast(date_trunc('month', order_lines.ordered_at) as date) as month,
        min(
            case when order_lines.kind = 'sale' then order_lines.ordered_at end
        ) over (partition by order_lines.user_id) as first_ordered_at
    from order_lines
    inner join active_window
        on {{ is_within_window('order_lines.ordered_at') }}

),

monthly_performance as (

    select
        month,
        count(distinct case when kind = 'sale' then basket_id end) as orders,
        count(distinct case when kind = 'sale' then user_id end) as customers,
        count(distinct case
            when
                kind = 'sale'
                and cast(date_trunc('month', first_ordered_at) as date) = month
                then user_id
        end) as new_customers,
        {{ sum_where('quantity', "kind = 'sale'", 'bigint') }} as units,
        {{ sum_where('amount_usd', "kind = 'sale'", 'double') }} as revenue,
        {{ sum_where(
            'amount_usd', "kind = 'sale_without_customer'", 'double'
        ) }} as revenue_without_customer,
        {{ sum_where('-amount_usd', "kind = 'cancellation'", 'double') }}
            as cancelled
    from date_lines
    group by month

)

select * from monthly_performance
