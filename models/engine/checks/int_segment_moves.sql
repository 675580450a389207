-- One row per segment: how far its centre lies from where it was. A new model's
-- is compared with the one it was matched to, a known one's with where its
-- members lie now.
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

    select distinct
        learned_segments.segment_key,
        learned_segments.match_distance as distance,
        reference_segments.spread
    from {{ ref('ml_segment_centroids') }} as learned_segments
    inner join reference_segments
        on learned_segments.matched_segment_key = reference_segments.segment_key

    union all

    select
        observed.segment_key,
        sqrt(sum(
            pow(observed.coordinate - reference_segments.centroid, 2)
        )) as distance,
        max(reference_segments.spread) as spread
    from observed
    inner join reference_segments
        on
            observed.segment_key = reference_segments.segment_key
            and observed.signal = reference_segments.signal
    cross join model_plan
    where not model_plan.is_training
    group by observed.segment_key

)

select * from segment_moves
