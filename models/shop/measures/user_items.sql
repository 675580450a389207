-- One row per user, order and item: what was bought, for whoever learns what to
-- offer next.
with

sale_lines as (

    select * from {{ ref('int_sale_lines') }}

),

user_items as (

    select
        user_id,
        item_id,
        min(ordered_at) as occurred_at,
        cast(sum(quantity) as bigint) as quantity,
        cast(sum(amount_usd) as double) as amount_usd,
        basket_id
    from sale_lines
    group by
        user_id,
        item_id,
        basket_id

)

select * from user_items
