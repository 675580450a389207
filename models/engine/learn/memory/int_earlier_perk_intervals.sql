-- One row per user and time in which segment, perk and model stayed the same,
-- as it was last released. What began or ended after the day of that release
-- was remembered by a build that was stopped before it released.
-- depends_on: {{ ref('forgotten_users') }}, which takes users out of it.
with

remembered_intervals as (

    {{ memory_of('int_perk_intervals', {
        'data_set': 'varchar', 'user_id': 'bigint', 'segment_key': 'varchar',
        'primary_perk': 'varchar', 'is_fallback': 'boolean',
        'model_version': 'varchar', 'valid_from': 'date', 'valid_to': 'date',
        'change_reason': 'varchar', 'end_reason': 'varchar',
        'is_kept_by_hysteresis': 'boolean', 'signal_fingerprint': 'varchar',
    }) }}

),

last_releases as (

    select max_by(as_of_date, released_at) as as_of_date
    from {{ ref('int_earlier_releases') }}

),

earlier_perk_intervals as (

    select
        intervals.user_id,
        intervals.segment_key,
        intervals.primary_perk,
        intervals.is_fallback,
        intervals.model_version,
        intervals.valid_from,
        case
            when intervals.valid_to <= last_releases.as_of_date
                then intervals.valid_to
        end as valid_to,
        intervals.change_reason,
        case
            when intervals.valid_to <= last_releases.as_of_date
                then intervals.end_reason
        end as end_reason,
        intervals.is_kept_by_hysteresis,
        intervals.signal_fingerprint
    from remembered_intervals as intervals
    inner join last_releases
        on intervals.valid_from <= last_releases.as_of_date
    where intervals.data_set = {{ data_set() }}

)

select * from earlier_perk_intervals
