-- One row per item, as many as are learned from: what goes with it, the
-- strongest first, and how many of its buyers bought the first of these.
with

items as (

    select * from {{ ref('dashboard_items') }}

),

bought_items as (

    select
        user_id,
        item_id
    from {{ ref('int_bought_items') }}
    where not is_backtest

),

rank_pairs as (

    select
        pairs.because_item_id as item_id,
        pairs.item_id as other_item_id,
        others.item_name as other_item_name,
        row_number() over (
            partition by pairs.because_item_id
            order by pairs.weight desc, pairs.item_id asc
        ) as place
    from {{ ref('int_item_pairs') }} as pairs
    inner join items as others
        on pairs.item_id = others.item_id

),

count_buyers_of_both as (

    select
        first_pairs.item_id,
        count(*) as both_count
    from rank_pairs as first_pairs
    inner join bought_items as ones
        on first_pairs.item_id = ones.item_id
    inner join bought_items as others
        on
            first_pairs.other_item_id = others.item_id
            and ones.user_id = others.user_id
    where first_pairs.place = 1
    group by first_pairs.item_id

),

name_pairs as (

    select
        {%- for place in range(1, 4) %}
        max(case when place = {{ place }} then other_item_name end)
            as goes_with_{{ place }},
        {%- endfor %}
        item_id
    from rank_pairs
    group by item_id

),

panel_items as (

    select
        items.place,
        items.item_name,
        items.buyer_count,
        items.recent_buyer_count,
        name_pairs.goes_with_1,
        {{ safe_ratio('buyers_of_both.both_count', 'items.buyer_count') }}
            as both_rate,
        name_pairs.goes_with_2,
        name_pairs.goes_with_3
    from items
    left join name_pairs
        on items.item_id = name_pairs.item_id
    left join count_buyers_of_both as buyers_of_both
        on items.item_id = buyers_of_both.item_id
    where
        items.place <= {{ var('recommendation_item_max') }}
        and items.buyer_count >= {{ var('smallest_published_cell') }}

)

select * from panel_items
