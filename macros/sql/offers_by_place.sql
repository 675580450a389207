{#- CTEs that end with offers_by_place: what to offer each user, what was bought
    before (again) and what speaks for itself or follows from that (new), with
    the points each has earned, in millionths. Before them must stand users,
    bought_items, popular_items and item_weights. Items go by their place among
    the popular ones: at a million users, grouping by a short key is most of the
    work. -#}
{%- macro offers_by_place() -%}
{%- set place_count = var('recommendation_place_count') -%}
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
    from {{ optional_model('int_items_left_out') }} as items_left_out
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

places_not_new as (

    select
        user_id,
        place
    from place_bought_items

    union

    select
        user_id,
        place
    from place_items_left_out

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
        user_id,
        place,
        -1e12 as weight
    from places_not_new

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
    having sum(weight) > 0

),

learned_places as (

    select
        added.user_id,
        added.place,
        cast(round(added.weight * popular_items.popularity) as bigint) as points
    from add_weights_up as added
    inner join number_items as popular_items
        on added.place = popular_items.place
    where round(added.weight * popular_items.popularity) > 0

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
        user_id,
        true as is_new,
        place,
        points
    from learned_places

),

{#- One number to sort by, which DuckDB cuts off without sorting the rest. Of
    equal points the more popular comes first, of up to ten million items. #}
best_candidates as (

    select * from (
        select
            *,
            row_number() over (
                partition by user_id, is_new
                order by points * 10000000 - place desc
            ) as offer_rank
        from offer_candidates
    ) as ranked
    where offer_rank <= {{ place_count }}

),

{#- What is popular fills the list of what is new, but for the places that are
    taken: each is followed by free ones up to the next. As everyone's places are
    in the same order, those few are sorted and not the free ones. #}
taken_places as (

    select
        user_id,
        0 as place,
        0 as is_offered
    from users

    union all

    select
        user_id,
        place,
        0 as is_offered
    from places_not_new

    union all

    select
        user_id,
        place,
        1 as is_offered
    from best_candidates
    where is_new

),

measure_gaps as (

    select
        user_id,
        place,
        lead(place) over (
            partition by user_id
            order by place asc
        ) as next_place,
        sum(is_offered) over (partition by user_id) - row_number() over (
            partition by user_id
            order by place asc
        ) + 1 as rank_of_place_0
    from taken_places

),

gaps as (

    select * from measure_gaps
    where place + rank_of_place_0 < {{ place_count }}

),

{#- A join by order takes its time from all that it is given. #}
popular_places as (

    select place from number_items
    where place <= {{ place_count }} - (
        select min(gaps.rank_of_place_0) from gaps
    )

),

fill_gaps as (

    select
        gaps.user_id,
        popular_places.place + gaps.rank_of_place_0 as offer_rank,
        popular_places.place
    from gaps
    inner join popular_places
        on
            gaps.place < popular_places.place
            and popular_places.place + gaps.rank_of_place_0 <= {{ place_count }}
            and (
                gaps.next_place is null
                or popular_places.place < gaps.next_place
            )

),

offers_by_place as (

    select
        user_id,
        case when is_new then 'new' else 'again' end as list,
        offer_rank,
        place,
        points
    from best_candidates

    union all

    select
        user_id,
        'new' as list,
        offer_rank,
        place,
        0 as points
    from fill_gaps

)
{%- endmacro -%}
