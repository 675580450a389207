-- One row per user and order in the window: what was bought together.
with

sale_lines as (

    select * from {{ ref('int_sale_lines') }}

),

shops as (

    select * from {{ ref('shops') }}
    where shop = {{ sql_text(shop_name()) }}

),

orders as (

    select
        sale_lines.user_id,
        sale_lines.basket_id,
        min(sale_lines.ordered_at) as ordered_at,
        min(sale_lines.ordered_date) as ordered_date,
        min(sale_lines.country) as country,
        count(*) as line_count,
        count(distinct sale_lines.item_id) as item_count,
        cast(sum(sale_lines.quantity) as bigint) as unit_count,
        sum(sale_lines.amount_usd) as spend_usd,
        {{ sum_where(
            'sale_lines.amount_usd * sale_lines.returned_unit_count'
            ~ ' / sale_lines.quantity',
            'true',
            'double'
        ) }} as returned_usd,
        {{ count_where('sale_lines.is_reorder') }} as reorder_line_count,
        {{ count_where('sale_lines.is_seasonal') }} as seasonal_line_count,
        {{ count_where('sale_lines.is_bulk') }} as bulk_line_count,
        count(sale_lines.is_bulk) as bulk_trial_count,
        {{ count_where('sale_lines.returned_unit_count > 0') }} > 0
            as has_returns,
        count(distinct sale_lines.item_id) >= max(shops.wide_basket_items)
            as is_wide
    from sale_lines
    cross join shops
    group by
        sale_lines.user_id,
        sale_lines.basket_id

)

select * from orders
