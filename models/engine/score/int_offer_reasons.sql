-- One row per user and new item that was learned: the two items of the user
-- that speak most for it.
with

user_offers as (

    select
        user_id,
        item_id
    from {{ ref('int_user_offers') }}
    where
        list = 'new'
        and is_learned

),

bought_items as (

    select
        user_id,
        item_id
    from {{ ref('int_bought_items') }}
    where
        not is_backtest
        and recency_place <= {{ var('recommendation_history_count') }}
        -- Where nothing is learned there is nothing to give a reason for.
        and exists (
            select 1 from {{ ref('int_released_lists') }} as released_lists
            where released_lists.list = 'new'
        )

),

rank_reasons as (

    select
        user_offers.user_id,
        user_offers.item_id,
        bought_items.item_id as because_item_id,
        row_number() over (
            partition by user_offers.user_id, user_offers.item_id
            order by item_pairs.weight desc, bought_items.item_id asc
        ) as place
    from user_offers
    inner join bought_items
        on user_offers.user_id = bought_items.user_id
    inner join {{ ref('int_item_pairs') }} as item_pairs
        on
            user_offers.item_id = item_pairs.item_id
            and bought_items.item_id = item_pairs.because_item_id

),

offer_reasons as (

    select
        user_id,
        item_id,
        max(case when place = 1 then because_item_id end) as because_item_1,
        max(case when place = 2 then because_item_id end) as because_item_2
    from rank_reasons
    where place <= 2
    group by
        user_id,
        item_id

)

select * from offer_reasons
