-- One row per user with a perk, list and place: what to offer next. A list that
-- did not beat popularity in its model's backtest is one of what is popular.
with

users as (

    select user_id from {{ ref('user_measures') }}

),

bought_items as (

    select * from {{ ref('int_bought_items') }}
    where not is_backtest

),

popular_items as (

    select * from {{ ref('int_popular_items') }}
    where not is_backtest

),

items_left_out as (

    select * from {{ optional_model('int_items_left_out') }}

),

item_weights as (

    select * from {{ ref('int_item_pairs') }}
    where exists (
        select 1 from {{ ref('int_released_lists') }} as released_lists
        where released_lists.list = 'new'
    )

),

offer_candidates as (

    {{ offer_candidates() }}

),

score_in_force as (

    select
        candidates.user_id,
        candidates.list,
        candidates.item_id,
        candidates.place,
        candidates.recent_buyer_count,
        case
            when released_lists.list is not null
                then candidates.learned_score
            else 0
        end as learned_score
    from offer_candidates as candidates
    left join {{ ref('int_released_lists') }} as released_lists
        on candidates.list = released_lists.list

),

rank_candidates as (

    select
        user_id,
        list,
        item_id,
        recent_buyer_count,
        learned_score,
        row_number() over (
            partition by user_id, list
            order by learned_score desc, place asc
        ) as offer_rank
    from score_in_force

),

user_offers as (

    select
        user_id,
        list,
        cast(offer_rank as integer) as offer_rank,
        item_id,
        case
            when learned_score > 0 then learned_score
            else recent_buyer_count
        end as score,
        learned_score > 0 as is_learned
    from rank_candidates
    where offer_rank <= {{ var('recommendation_place_count') }}

)

select * from user_offers
