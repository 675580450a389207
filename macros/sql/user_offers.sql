{#- A query for what to offer next to one part of all users: those whose number
    leaves `bucket` when divided by the number of buckets. -#}
{%- macro user_offers(bucket) -%}
{%- set in_bucket = 'mod(user_id, ' ~ offer_bucket_count() ~ ') = ' ~ bucket -%}
with

users as (

    select user_id from {{ ref('user_measures') }}
    where {{ in_bucket }}

),

bought_items as (

    select
        user_id,
        item_id,
        recency_place,
        case
            when exists (
                select 1 from {{ ref('int_released_lists') }} as released_lists
                where released_lists.list = 'again'
            )
                then purchase_count
            else 0
        end as purchase_count
    from {{ ref('int_bought_items') }}
    where not is_backtest and {{ in_bucket }}

),

popular_items as (

    select * from {{ ref('int_popular_items') }}
    where not is_backtest

),

items_left_out as (

    select * from {{ optional_model('int_items_left_out') }}
    where {{ in_bucket }}

),

item_weights as (

    select * from {{ ref('int_item_pairs') }}
    where exists (
        select 1 from {{ ref('int_released_lists') }} as released_lists
        where released_lists.list = 'new'
    )

),

{{ offer_candidates() }},

{#- One number to sort by, which DuckDB cuts off without sorting the rest. Of
    equal points the more popular comes first, of up to ten million items. #}
find_best_candidates as (

    select
        user_id,
        is_new,
        place,
        points
    from (
        select
            *,
            row_number() over (
                partition by user_id, is_new
                order by points * 10000000 - place desc
            ) as offer_rank
        from offer_candidates
    ) as ranked
    where offer_rank <= {{ var('recommendation_place_count') }}

),

user_offers as (

    select
        best.user_id,
        case when best.is_new then 'new' else 'again' end as list,
        cast(row_number() over (
            partition by best.user_id, best.is_new
            order by best.points desc, best.place asc
        ) as integer) as offer_rank,
        popular_items.item_id,
        case
            when best.points > 0 then best.points / 1e6
            else popular_items.recent_buyer_count
        end as score,
        best.points > 0 as is_learned
    from find_best_candidates as best
    inner join popular_items
        on best.place = popular_items.place

)

select * from user_offers
{%- endmacro -%}
