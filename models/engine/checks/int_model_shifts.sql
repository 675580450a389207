-- One row: how far the segments have moved from those of the last release's
-- model, or from the model's own training. Null without an earlier model.
with

model_plan as (

    select * from {{ ref('int_model_plan') }}

),

observed as (

    select * from {{ ref('int_segments_observed') }}

),

reference_segments as (

    select * from {{ ref('int_reference_segments') }}

),

segment_moves as (

    select * from {{ ref('int_segment_moves') }}

),

share_shifts as (

    select
        max(abs(
            coalesce(observed.user_share, 0)
            - coalesce(reference_segments.user_share, 0)
        )) as share_shift
    from reference_segments
    full join observed
        on
            reference_segments.segment_key = observed.segment_key
            and reference_segments.signal = observed.signal
    where coalesce(observed.segment_key, '') != 'no_signal_yet'
    having count(reference_segments.segment_key) > 0

),

-- A small segment may change its name; a large one is a question for people.
conflicts as (

    select max(observed.user_share) as conflict_share
    from {{ ref('ml_segment_centroids') }} as learned_segments
    inner join observed
        on learned_segments.segment_key = observed.segment_key
    where learned_segments.matched_segment_key != learned_segments.segment_key

),

model_shifts as (

    select
        model_plan.reference_version,
        max(share_shifts.share_shift) as share_shift,
        max({{ safe_ratio('segment_moves.distance', 'segment_moves.spread') }})
            as centroid_shift,
        case
            when model_plan.reference_version is not null
                then coalesce(max(conflicts.conflict_share), 0)
        end as identity_conflict_share
    from model_plan
    cross join conflicts
    left join share_shifts
        on true
    left join segment_moves
        on true
    group by model_plan.reference_version

)

select * from model_shifts
