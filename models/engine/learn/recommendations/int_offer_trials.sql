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

items_left_out as (

    select * from {{ optional_model('int_items_left_out') }}

),

{{ offer_candidates() }},

rank_candidates as (

    select
        candidates.user_id,
        case when candidates.is_new then 'new' else 'again' end as list,
        popular_items.item_id,
        row_number() over (
            partition by candidates.user_id, candidates.is_new
            order by candidates.points desc, candidates.place asc
        ) as learned_rank,
        row_number() over (
            partition by candidates.user_id, candidates.is_new
            order by candidates.place asc
        ) as popular_rank
    from offer_candidates as candidates
    inner join popular_items
        on candidates.place = popular_items.place

),

offer_trials as (

    select
        later.list,
        later.user_id,
        least(count(*), {{ place_count }}) as wanted_count,
        {{ count_where('ranked.learned_rank <= ' ~ place_count) }}
            as learned_count,
        {{ count_where('ranked.popular_rank <= ' ~ place_count) }}
            as popular_count
    from later_items as later
    left join rank_candidates as ranked
        on
            later.user_id = ranked.user_id
            and later.list = ranked.list
            and later.item_id = ranked.item_id
    group by
        later.list,
        later.user_id

)

select * from offer_trials
