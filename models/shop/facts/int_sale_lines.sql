-- One row per line sold to a customer in the window: what it brought, what of
-- it came back, and whether the customer knew the item.
with

order_lines as (

    select * from {{ ref('stg_shop__order_lines') }}
    where kind = 'sale'

),

active_window as (

    select * from {{ ref('int_active_window') }}

),

items as (

    select * from {{ ref('int_items') }}

),

cancellations as (

    select * from {{ ref('int_cancellations_matched') }}

),

shops as (

    select bulk_quantity from {{ ref('shops') }}
    where shop = {{ sql_text(shop_name()) }}

),

count_units_before_a_line as (

    select
        user_id,
        basket_id,
        item_id,
        ordered_at,
        cast(ordered_at as date) as ordered_date,
        country,
        quantity,
        amount_usd,
        coalesce(sum(quantity) over (
            partition by user_id, item_id
            order by ordered_at, basket_id, quantity, amount_usd
            rows between unbounded preceding and 1 preceding
        ), 0) as earlier_unit_count,
        min(cast(ordered_at as date)) over (
            partition by user_id, item_id
        ) as first_item_date,
        max(quantity) over (partition by item_id) as largest_quantity
    from order_lines

),

-- What came back is taken to be what was sold first. What nobody ever bought in
-- bulk, such as a haircut, says nothing of anybody.
sale_lines as (

    select
        sold_lines.user_id,
        sold_lines.basket_id,
        sold_lines.item_id,
        sold_lines.ordered_at,
        sold_lines.ordered_date,
        sold_lines.country,
        sold_lines.quantity,
        sold_lines.amount_usd,
        cast(least(sold_lines.quantity, greatest(
            coalesce(cancellations.matched_unit_count, 0)
            - sold_lines.earlier_unit_count, 0
        )) as bigint) as returned_unit_count,
        sold_lines.ordered_date > sold_lines.first_item_date as is_reorder,
        items.season is not null as is_seasonal,
        case
            when sold_lines.largest_quantity >= shops.bulk_quantity
                then sold_lines.quantity >= shops.bulk_quantity
        end as is_bulk
    from count_units_before_a_line as sold_lines
    cross join shops
    inner join active_window
        on {{ is_within_window('sold_lines.ordered_at') }}
    inner join items
        on sold_lines.item_id = items.item_id
    left join cancellations
        on
            sold_lines.user_id = cancellations.user_id
            and sold_lines.item_id = cancellations.item_id

)

select * from sale_lines
