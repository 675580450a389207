-- One row: what the last release and this build agree about; null without an
-- earlier release.
with

last_released as (

    select
        user_id,
        segment_key,
        case when not is_fallback then primary_perk end as primary_perk
    from {{ ref('int_earlier_perk_intervals') }}
    where valid_to is null

),

choices as (

    select
        choices.user_id,
        segments.segment_key,
        signals.perk_code as primary_perk
    from {{ chosen_perks() }} as choices
    inner join {{ ref('int_users_segmented') }} as users_segmented
        on choices.user_id = users_segmented.user_id
    inner join {{ ref('int_segments') }} as segments
        on coalesce(users_segmented.cluster, 0) = coalesce(segments.cluster, 0)
    left join {{ ref('int_signals') }} as signals
        on choices.primary_signal = signals.signal

),

last_days as (

    select arg_max(as_of_date, released_at) as as_of_date
    from {{ ref('int_earlier_releases') }}

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

count_users as (

    select
        count(*) as last_user_count,
        {{ safe_ratio('count(choices.user_id)', 'count(*)') }}
            as users_kept_share,
        {{ safe_ratio(
            count_where('last_released.segment_key = choices.segment_key'),
            'count(choices.user_id)'
        ) }} as segment_agreement,
        {{ safe_ratio(
            count_where(
                'choices.user_id is not null'
                ~ " and coalesce(last_released.primary_perk, '')"
                ~ " != coalesce(choices.primary_perk, '')"
            ),
            'count(choices.user_id)'
        ) }} as perk_change_share
    from last_released
    left join choices
        on last_released.user_id = choices.user_id

),

last_release_compared as (

    select
        count_users.last_user_count,
        count_users.users_kept_share,
        count_users.segment_agreement,
        count_users.perk_change_share,
        {{ days_between('last_days.as_of_date', 'active_window.as_of_date') }}
            as days_since_last_release
    from count_users
    cross join last_days
    cross join active_window

)

select * from last_release_compared
