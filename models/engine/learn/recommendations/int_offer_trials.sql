-- One row per list and user who bought something for it after the cut of the
-- backtest: how many of these items each way of choosing had in its list.
{%- set place_count = var('recommendation_place_count') %}
with

later_items as (

    select * from {{ ref('int_later_items') }}

),

users as (

    select distinct user_id
    from later_items

),

bought_items as (

    select * from {{ ref('int_bought_items') }}
    where is_backtest

),

popular_items as (

    select * from {{ ref('int_popular_items') }}
    where is_backtest

),

item_weights as (

    select * from {{ ref('ml_item_weights') }}
    where is_backtest

),

{{ offers_by_place() }},

{{ popular_ranks() }},

offer_trials as (

    select
        later.list,
        later.user_id,
        least(count(*), {{ place_count }}) as wanted_count,
        count(offers.place) as learned_count,
        {{ count_where('popular.popular_rank <= ' ~ place_count) }}
            as popular_count
    from later_items as later
    left join number_items as items
        on later.item_id = items.item_id
    left join offers_by_place as offers
        on
            later.user_id = offers.user_id
            and later.list = offers.list
            and items.place = offers.place
    left join popular_ranks as popular
        on
            later.user_id = popular.user_id
            and later.list = popular.list
            and items.place = popular.place
    group by
        later.list,
        later.user_id

)

select * from offer_trials
