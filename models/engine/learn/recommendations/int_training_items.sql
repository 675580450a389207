-- One row per user and item to learn from, of the users drawn by md5 and the
-- items bought most, once for the backtest and once for what is released.
with

bought_items as (

    select * from {{ ref('int_bought_items') }}

),

popular_items as (

    select * from {{ ref('int_popular_items') }}
    where buyer_place <= {{ var('recommendation_item_max') }}

),

model_plan as (

    select is_training from {{ ref('int_model_plan') }}

),

list_buyers as (

    select distinct
        is_backtest,
        user_id
    from bought_items

),

draw_buyers as (

    select
        list_buyers.is_backtest,
        list_buyers.user_id,
        row_number() over (
            partition by list_buyers.is_backtest
            order by
                md5(cast(list_buyers.user_id as string)),
                list_buyers.user_id
        ) as place
    from list_buyers
    cross join model_plan
    where model_plan.is_training

),

training_items as (

    select
        bought_items.is_backtest,
        bought_items.user_id,
        bought_items.item_id
    from bought_items
    inner join draw_buyers
        on
            bought_items.is_backtest = draw_buyers.is_backtest
            and bought_items.user_id = draw_buyers.user_id
    inner join popular_items
        on
            bought_items.is_backtest = popular_items.is_backtest
            and bought_items.item_id = popular_items.item_id
    where draw_buyers.place <= {{ var('recommendation_user_max') }}

)

select * from training_items
