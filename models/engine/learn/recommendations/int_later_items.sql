-- One row per user and item bought in the days after the cut of the backtest,
-- of the users learned from: which list should have held it.
with

bought_items as (

    select * from {{ ref('int_bought_items') }}
    where is_backtest

),

training_items as (

    select * from {{ ref('int_training_items') }}
    where is_backtest

),

-- Only what had been bought could have been offered.
popular_items as (

    select
        cut,
        item_id
    from {{ ref('int_popular_items') }}
    where is_backtest

),

find_purchases_after_the_cut as (

    select distinct
        user_items.user_id,
        user_items.item_id
    from {{ ref('user_items') }} as user_items
    inner join popular_items
        on user_items.item_id = popular_items.item_id
    semi join training_items
        on user_items.user_id = training_items.user_id
    where
        user_items.occurred_at >= popular_items.cut
        and user_items.occurred_at
        < {{ add_days('popular_items.cut', var('recommendation_days')) }}

),

later_items as (

    select
        purchases.user_id,
        purchases.item_id,
        case when bought_items.item_id is null then 'new' else 'again' end
            as list
    from find_purchases_after_the_cut as purchases
    left join bought_items
        on
            purchases.user_id = bought_items.user_id
            and purchases.item_id = bought_items.item_id

)

select * from later_items
