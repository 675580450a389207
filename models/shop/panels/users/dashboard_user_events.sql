-- One row per user with an order in the window: their orders as JSON, from the
-- latest to the first.
with

orders as (

    select * from {{ ref('int_orders') }}

),

switches as (

    select is_included from {{ ref('panel_user_lookup') }}

),

-- To sort each short list costs a third of an ordered aggregate; the fields
-- that come first decide.
describe_orders as (

    select
        orders.user_id,
        {
            'ordered': strftime(orders.ordered_date, '%Y-%m-%d'),
            'order': orders.basket_id,
            'items': orders.item_count,
            'units': orders.unit_count,
            'spend': cast(orders.spend_usd as decimal(18, 2)),
            'returned': cast(orders.returned_usd as decimal(18, 2))
        } as user_order
    from orders
    cross join switches
    where switches.is_included

),

user_events as (

    select
        user_id,
        to_json(list_reverse_sort(list(user_order))) as events
    from describe_orders
    group by user_id

)

select * from user_events
