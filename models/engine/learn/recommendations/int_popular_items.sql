-- One row per item bought before a day: how many users bought it, in all and
-- lately.
with

bought_items as (

    select * from {{ ref('int_bought_items') }}

),

count_buyers as (

    select
        cut,
        is_backtest,
        item_id,
        count(*) as buyer_count,
        {{ count_where('is_recent') }} as recent_buyer_count
    from bought_items
    group by
        cut,
        is_backtest,
        item_id

),

popular_items as (

    select
        cut,
        is_backtest,
        item_id,
        buyer_count,
        recent_buyer_count,
        row_number() over (
            partition by cut
            order by buyer_count desc, item_id asc
        ) as buyer_place,
        row_number() over (
            partition by cut
            order by recent_buyer_count desc, buyer_count desc, item_id asc
        ) as place
    from count_buyers

)

select * from popular_items
