-- One row per user with an order in the window: their orders as JSON, from the
-- latest to the first.
with

orders as (

    select * from {{ ref('int_orders') }}

),

-- None where single users are left out.
order_items as (

    select * from {{ ref('dashboard_order_items') }}

),

shops as (

    select is_order_a_day from {{ ref('shops') }}
    where shop = {{ sql_text(shop_name()) }}

),

-- To sort each short list costs a third of an ordered aggregate; the fields
-- that come first decide.
describe_orders as (

    select
        orders.user_id,
        {
            'ordered': strftime(orders.ordered_date, '%Y-%m-%d'),
            'order': case
                when not shops.is_order_a_day then orders.basket_id
            end,
            'bought': order_items.item_names,
            'units': orders.unit_count,
            'spend': cast(orders.spend_usd as decimal(18, 2)),
            'returned': nullif(
                cast(orders.returned_usd as decimal(18, 2)), 0
            )
        } as user_order
    from orders
    inner join order_items
        on
            orders.user_id = order_items.user_id
            and orders.basket_id = order_items.basket_id
    cross join shops

),

user_events as (

    select
        user_id,
        to_json(list_reverse_sort(list(user_order))) as events
    from describe_orders
    group by user_id

)

select * from user_events
