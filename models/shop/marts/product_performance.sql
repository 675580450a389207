-- One row per item sold to customers: what it brought, and its place among all,
-- from the top and from the bottom.
with

sale_lines as (

    select * from {{ ref('int_sale_lines') }}

),

items as (

    select * from {{ ref('int_items') }}

),

sum_items as (

    select
        item_id,
        count(distinct basket_id) as orders,
        count(distinct user_id) as customers,
        cast(sum(quantity) as bigint) as units,
        cast(sum(amount_usd) as double) as revenue,
        cast(sum(returned_unit_count) as bigint) as returned_units,
        {{ safe_ratio('sum(returned_unit_count)', 'sum(quantity)') }}
            as return_rate
    from sale_lines
    group by item_id

),

product_performance as (

    select
        sums.item_id,
        items.item_name,
        items.category,
        items.season,
        sums.orders,
        sums.customers,
        sums.units,
        sums.revenue,
        sums.returned_units,
        sums.return_rate,
        cast(rank() over (order by sums.revenue desc) as integer) as rank,
        cast(rank() over (order by sums.revenue asc) as integer)
            as rank_from_bottom
    from sum_items as sums
    inner join items
        on sums.item_id = items.item_id

)

select * from product_performance
