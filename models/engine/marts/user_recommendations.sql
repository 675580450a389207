-- One row per user, list and place: what to offer next, and which items of the
-- user speak for it.
with

items as (

    select
        item_id,
        item_name
    from {{ ref('int_items') }}

),

model_space as (

    select model_version from {{ ref('int_model_space') }}

),

user_recommendations as (

    select
        offers.user_id,
        offers.list,
        offers.offer_rank as rank,
        offers.item_id,
        items.item_name,
        offers.score,
        first_items.item_name as because_item_1,
        second_items.item_name as because_item_2,
        offers.is_learned,
        model_space.model_version
    from {{ ref('int_user_offers') }} as offers
    cross join model_space
    inner join items
        on offers.item_id = items.item_id
    left join {{ ref('int_offer_reasons') }} as reasons
        on
            offers.user_id = reasons.user_id
            and offers.item_id = reasons.item_id
            and offers.list = 'new'
    left join items as first_items
        on reasons.because_item_1 = first_items.item_id
    left join items as second_items
        on reasons.because_item_2 = second_items.item_id

)

select * from user_recommendations
