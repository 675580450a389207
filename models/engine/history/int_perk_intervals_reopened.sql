-- One row per user and remembered interval that began before the as-of day, as
-- it stood on the eve: what was remembered of that day, or a later one, is
-- taken back.
with

remembered_intervals as (

    select * from {{ ref('int_earlier_perk_intervals') }}

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

perk_intervals_reopened as (

    select
        remembered_intervals.user_id,
        remembered_intervals.segment_key,
        remembered_intervals.primary_perk,
        remembered_intervals.is_fallback,
        remembered_intervals.model_version,
        remembered_intervals.valid_from,
        case
            when remembered_intervals.valid_to < active_window.as_of_date
                then remembered_intervals.valid_to
        end as valid_to,
        remembered_intervals.change_reason,
        case
            when remembered_intervals.valid_to < active_window.as_of_date
                then remembered_intervals.end_reason
        end as end_reason,
        remembered_intervals.is_kept_by_hysteresis,
        remembered_intervals.signal_fingerprint,
        remembered_intervals.valid_from = max(remembered_intervals.valid_from)
            over (partition by remembered_intervals.user_id) as is_last
    from remembered_intervals
    inner join active_window
        on remembered_intervals.valid_from < active_window.as_of_date

)

select * from perk_intervals_reopened
