{#- CTEs that end with offer_candidates: the items that could be offered to a user,
    what the user bought before (again) and what speaks for itself or follows
    from that (new), with the points each has earned, in millionths. Before them
    must stand users, bought_items, popular_items, item_weights and
    items_left_out. Items go by their place among the popular ones: at a million
    users, grouping by a short key is most of the work. -#}
{%- macro offer_candidates() -%}
number_items as (

    select
        item_id,
        cast(place as integer) as place,
        ln(1 + recent_buyer_count) as popularity
    from popular_items

),

place_bought_items as (

    select
        bought_items.user_id,
        popular_items.place,
        bought_items.purchase_count * popular_items.popularity as points,
        bought_items.recency_place
    from bought_items
    inner join number_items as popular_items
        on bought_items.item_id = popular_items.item_id
    semi join users
        on bought_items.user_id = users.user_id

),

place_items_left_out as (

    select
        items_left_out.user_id,
        popular_items.place
    from items_left_out
    inner join number_items as popular_items
        on items_left_out.item_id = popular_items.item_id
    semi join users
        on items_left_out.user_id = users.user_id

),

{#- Whole numbers, so that no sum depends on its order. #}
place_weights as (

    select
        items.place,
        because_items.place as because_place,
        round(1e6 * item_weights.weight) as weight
    from item_weights
    inner join number_items as items
        on item_weights.item_id = items.item_id
    inner join number_items as because_items
        on item_weights.because_item_id = because_items.item_id

),

{#- Enough popular items to fill a list, whatever of them the user has. #}
count_fillers as (

    select
        taken.user_id,
        count(*) + {{ var('recommendation_place_count') - 1 }} as filler_count
    from (
        select user_id from users
        union all
        select user_id from place_bought_items
        union all
        select user_id from place_items_left_out
    ) as taken
    group by taken.user_id

),

{#- What is not new is pushed below zero: no sum of weights comes near 1e12. #}
list_weights_of_users as (

    select
        bought.user_id,
        weights.place,
        weights.weight
    from place_bought_items as bought
    inner join place_weights as weights
        on bought.place = weights.because_place
    where
        bought.recency_place <= {{ var('recommendation_history_count') }}

    union all

    select
        fillers.user_id,
        popular_items.place,
        0e0 as weight
    from count_fillers as fillers
    inner join number_items as popular_items
        on fillers.filler_count >= popular_items.place
    {% for not_new in ['place_bought_items', 'place_items_left_out'] %}
    union all

    select
        user_id,
        place,
        -1e12 as weight
    from {{ not_new }}
    {% endfor %}
),

add_weights_up as (

    select
        user_id,
        place,
        sum(weight) as weight
    from list_weights_of_users
    group by
        user_id,
        place
    having sum(weight) >= 0

),

offer_candidates as (

    select
        user_id,
        false as is_new,
        place,
        cast(round(1e6 * points) as bigint) as points
    from place_bought_items

    union all

    select
        added.user_id,
        true as is_new,
        added.place,
        cast(round(added.weight * popular_items.popularity) as bigint) as points
    from add_weights_up as added
    inner join number_items as popular_items
        on added.place = popular_items.place

)
{%- endmacro -%}
