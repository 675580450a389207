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

item_weights as (

    select * from {{ ref('int_item_pairs') }}
    where exists (
        select 1 from {{ ref('int_released_lists') }} as released_lists
        where released_lists.list = 'new'
    )

),

{{ offers_by_place() }},

user_offers as (

    select
        offers.user_id,
        offers.list,
        cast(offers.offer_rank as integer) as offer_rank,
        popular_items.item_id,
        case
            when offers.points > 0 then offers.points / 1e6
            else popular_items.recent_buyer_count
        end as score,
        offers.points > 0 as is_learned
    from offers_by_place as offers
    inner join popular_items
        on offers.place = popular_items.place

)

select * from user_offers
{%- endmacro -%}
