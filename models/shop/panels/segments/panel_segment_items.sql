-- One row per segment and place: what most of its users bought.
with

segment_top_items as (

    select * from {{ ref('segment_top_items') }}

),

segment_items as (

    select
        segment_name,
        rank,
        item_name,
        buyer_count,
        buyer_share,
        cohort_buyer_share
    from segment_top_items

)

select * from segment_items
