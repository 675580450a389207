-- One row per segment and place: the items that most of its users bought, and
-- how much more often than everybody did. Of a segment whose size is withheld
-- there is none: count and share together would tell it.
with

user_perks as (

    select
        user_id,
        segment_key,
        segment_name
    from {{ ref('user_perks') }}
    where cohort_status = 'cohort'

),

user_items as (

    select distinct
        user_id,
        item_id
    from {{ ref('user_items') }}

),

items as (

    select
        item_id,
        item_name
    from {{ ref('int_items') }}

),

published_segments as (

    select segment_key from {{ ref('segment_profiles') }}
    where withheld_because is null

),

count_users as (

    select
        segment_key,
        count(*) as user_count,
        sum(count(*)) over () as all_user_count
    from user_perks
    group by segment_key

),

count_buyers_of_an_item as (

    select
        user_perks.segment_key,
        max(user_perks.segment_name) as segment_name,
        user_items.item_id,
        count(*) as buyer_count,
        sum(count(*)) over (partition by user_items.item_id)
            as all_buyer_count,
        {{ why_withheld(
            'count(*)', 'user_perks.segment_key', 'user_items.item_id'
        ) }} as withheld_because,
        row_number() over (
            partition by user_perks.segment_key
            order by count(*) desc, user_items.item_id asc
        ) as place
    from user_perks
    inner join user_items
        on user_perks.user_id = user_items.user_id
    group by
        user_perks.segment_key,
        user_items.item_id

)

select
    buyers.segment_key,
    buyers.segment_name,
    cast(buyers.place as integer) as rank,
    buyers.item_id,
    items.item_name,
    buyers.buyer_count,
    {{ safe_ratio('buyers.buyer_count', 'count_users.user_count') }}
        as buyer_share,
    {{ safe_ratio('buyers.all_buyer_count', 'count_users.all_user_count') }}
        as cohort_buyer_share
from count_buyers_of_an_item as buyers
inner join count_users
    on buyers.segment_key = count_users.segment_key
inner join items
    on buyers.item_id = items.item_id
inner join published_segments
    on buyers.segment_key = published_segments.segment_key
where
    buyers.place <= {{ var('segment_item_count') }}
    and buyers.withheld_because is null
