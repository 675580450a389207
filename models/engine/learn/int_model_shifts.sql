-- One row: how far the segments have moved from those of the last release's
-- model, or from the model's own training. Null without an earlier model.
with

model_plan as (

    select * from {{ ref('int_model_plan') }}

),

segments_observed as (

    select * from {{ ref('int_segments_observed') }}

),

segments as (

    select * from {{ ref('int_segments') }}

),

centroids as (

    select distinct
        segment_key,
        matched_segment_key,
        match_distance
    from {{ ref('ml_segment_centroids') }}

),

reference_segments as (

    select
        remembered_segments.segment_key,
        remembered_segments.user_share,
        remembered_segments.spread
    from {{ ref('stg_remembered__model_segments') }} as remembered_segments
    inner join model_plan
        on remembered_segments.model_version = model_plan.reference_version

),

share_shifts as (

    select
        max(abs(
            coalesce(segments_observed.user_share, 0)
            - coalesce(reference_segments.user_share, 0)
        )) as share_shift
    from reference_segments
    full join segments_observed
        on reference_segments.segment_key = segments_observed.segment_key
    having count(reference_segments.segment_key) > 0

),

-- A new model's centre is compared with the one it was matched to, a known
-- one with where its members lie now.
distances as (

    select
        centroids.match_distance as distance,
        reference_segments.spread
    from centroids
    inner join reference_segments
        on centroids.matched_segment_key = reference_segments.segment_key

    union all

    select
        list_distance(segments_observed.centre, segments.centre) as distance,
        reference_segments.spread
    from segments_observed
    inner join segments
        on segments_observed.segment_key = segments.segment_key
    inner join reference_segments
        on segments_observed.segment_key = reference_segments.segment_key
    cross join model_plan
    where not model_plan.is_training

),

centroid_shifts as (

    select max({{ safe_ratio('distance', 'spread') }}) as centroid_shift
    from distances

),

-- A small segment may change its name; a large one is a question for people.
conflicts as (

    select max(segments_observed.user_share) as conflict_share
    from centroids
    inner join segments_observed
        on centroids.segment_key = segments_observed.segment_key
    where centroids.matched_segment_key != centroids.segment_key

),

model_shifts as (

    select
        model_plan.reference_version,
        share_shifts.share_shift,
        centroid_shifts.centroid_shift,
        case
            when model_plan.reference_version is not null
                then coalesce(conflicts.conflict_share, 0)
        end as identity_conflict_share
    from model_plan
    cross join centroid_shifts
    cross join conflicts
    left join share_shifts
        on true

)

select * from model_shifts
