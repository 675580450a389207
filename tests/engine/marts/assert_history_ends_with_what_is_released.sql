-- Fails for a user whose open interval is not the perk and segment released.
with

user_perks as (

    select
        user_id,
        segment_key,
        primary_perk
    from {{ ref('user_perks') }}

),

open_intervals as (

    select
        user_id,
        segment_key,
        primary_perk
    from {{ ref('perk_history') }}
    where valid_to is null

)

select
    user_perks.user_id,
    open_intervals.user_id as interval_user_id
from user_perks
full join open_intervals
    on
        user_perks.user_id = open_intervals.user_id
        and user_perks.segment_key = open_intervals.segment_key
        and user_perks.primary_perk = open_intervals.primary_perk
where user_perks.user_id is null or open_intervals.user_id is null
