-- One row per user and item bought before a day: before the morrow of the last
-- day that counts, and, where a model is trained, before the day of the
-- backtest.
with

user_items as (

    select
        user_id,
        item_id,
        occurred_at
    from {{ ref('user_items') }}

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

model_plan as (

    select is_training from {{ ref('int_model_plan') }}

),

list_cuts as (

    select
        {{ add_days('as_of_date', 1) }} as cut,
        false as is_backtest
    from active_window

    union all

    select
        {{ add_days(
            'active_window.as_of_date', '1 - ' ~ var('recommendation_days')
        ) }} as cut,
        true as is_backtest
    from active_window
    cross join model_plan
    where model_plan.is_training

),

add_purchases_up as (

    select
        list_cuts.cut,
        list_cuts.is_backtest,
        user_items.user_id,
        user_items.item_id,
        count(*) as purchase_count,
        max(user_items.occurred_at) as last_bought_at
    from user_items
    inner join list_cuts
        on user_items.occurred_at < list_cuts.cut
    group by
        list_cuts.cut,
        list_cuts.is_backtest,
        user_items.user_id,
        user_items.item_id

),

bought_items as (

    select
        cut,
        is_backtest,
        user_id,
        item_id,
        purchase_count,
        last_bought_at,
        last_bought_at
        >= {{ add_days('cut', '-' ~ var('recommendation_days')) }} as is_recent,
        row_number() over (
            partition by cut, user_id
            order by last_bought_at desc, purchase_count desc, item_id asc
        ) as recency_place
    from add_purchases_up

)

select * from bought_items
