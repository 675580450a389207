{#- A query for the items that could be offered to a user: what the user bought
    before (again), and what speaks for itself or follows from that (new). It
    must name users, bought_items, popular_items, item_weights and
    items_left_out. Enough popular items are taken to fill a list, whatever of
    them the user has already. -#}
{%- macro offer_candidates() -%}
    select
        users.user_id,
        'again' as list,
        bought_items.item_id,
        round(
            bought_items.purchase_count
            * ln(1 + popular_items.recent_buyer_count),
            6
        ) as learned_score,
        popular_items.recent_buyer_count,
        popular_items.place
    from users
    inner join bought_items
        on users.user_id = bought_items.user_id
    inner join popular_items
        on bought_items.item_id = popular_items.item_id

    union all

    select
        candidates.user_id,
        'new' as list,
        candidates.item_id,
        round(
            cast(sum(candidates.weight) as double)
            * ln(1 + popular_items.recent_buyer_count),
            6
        ) as learned_score,
        popular_items.recent_buyer_count,
        popular_items.place
    from (
        select
            users.user_id,
            item_weights.item_id,
            cast(item_weights.weight as decimal(18, 6)) as weight
        from users
        inner join bought_items
            on users.user_id = bought_items.user_id
        inner join item_weights
            on bought_items.item_id = item_weights.because_item_id
        where
            bought_items.recency_place
            <= {{ var('recommendation_history_count') }}

        union all

        select
            fillers.user_id,
            popular_items.item_id,
            cast(0 as decimal(18, 6)) as weight
        from (
            select
                taken.user_id,
                count(*) + {{ var('recommendation_place_count') - 1 }}
                    as filler_count
            from (
                select user_id from users
                union all
                select user_id from bought_items
                union all
                select user_id from items_left_out
            ) as taken
            semi join users
                on taken.user_id = users.user_id
            group by taken.user_id
        ) as fillers
        inner join popular_items
            on fillers.filler_count >= popular_items.place
    ) as candidates
    inner join popular_items
        on candidates.item_id = popular_items.item_id
    anti join bought_items
        on
            candidates.user_id = bought_items.user_id
            and candidates.item_id = bought_items.item_id
    anti join items_left_out
        on
            candidates.user_id = items_left_out.user_id
            and candidates.item_id = items_left_out.item_id
    group by
        candidates.user_id,
        candidates.item_id,
        popular_items.recent_buyer_count,
        popular_items.place
{%- endmacro -%}
