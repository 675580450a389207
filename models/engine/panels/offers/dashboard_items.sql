-- One row per item that can be offered: its number in the files of single
-- users, and what people call it.
with

popular_items as (

    select * from {{ ref('int_popular_items') }}
    where not is_backtest

),

items as (

    select
        item_id,
        item_name
    from {{ ref('int_items') }}

),

dashboard_items as (

    select
        popular_items.place,
        popular_items.item_id,
        items.item_name,
        popular_items.buyer_count,
        popular_items.recent_buyer_count
    from popular_items
    inner join items
        on popular_items.item_id = items.item_id

)

select * from dashboard_items
