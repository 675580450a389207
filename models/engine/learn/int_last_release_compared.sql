-- One row: what the last release and this build agree about; null without an
-- earlier release.
with

last_released as (

    select
        user_id,
        segment_key,
        case when not is_fallback then primary_perk end as primary_perk
    from {{ ref('stg_remembered__perk_history') }}
    where valid_to is null

),

users_segmented as (

    select
        user_id,
        segment_key
    from {{ ref('int_users_segmented') }}

),

placements as (

    select
        user_id,
        primary_perk
    from {{ ref('int_user_perk_placements') }}

),

last_days as (

    select arg_max(as_of_date, released_at) as as_of_date
    from {{ ref('stg_remembered__releases') }}

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

compared_users as (

    select
        last_released.user_id is not null
        and placements.user_id is not null as is_in_both,
        last_released.segment_key = users_segmented.segment_key
            as has_same_segment,
        coalesce(last_released.primary_perk, '')
        != coalesce(placements.primary_perk, '') as has_other_perk
    from last_released
    left join placements
        on last_released.user_id = placements.user_id
    left join users_segmented
        on last_released.user_id = users_segmented.user_id

),

counted_users as (

    select
        count(*) as last_user_count,
        {{ safe_ratio('count(*) filter (where is_in_both)', 'count(*)') }}
            as users_kept_share,
        {{ safe_ratio(
            'count(*) filter (where is_in_both and has_same_segment)',
            'count(*) filter (where is_in_both)'
        ) }} as segment_agreement,
        {{ safe_ratio(
            'count(*) filter (where is_in_both and has_other_perk)',
            'count(*) filter (where is_in_both)'
        ) }} as perk_change_share
    from compared_users

),

last_release_compared as (

    select
        counted_users.last_user_count,
        counted_users.users_kept_share,
        counted_users.segment_agreement,
        counted_users.perk_change_share,
        date_diff('day', last_days.as_of_date, active_window.as_of_date)
            as days_since_last_release
    from counted_users
    cross join last_days
    cross join active_window

)

select * from last_release_compared
