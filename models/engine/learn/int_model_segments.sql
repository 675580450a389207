-- One row per model, segment and signal: where its centre lies, and what its
-- members do.
with

model_plan as (

    select is_training from {{ ref('int_model_plan') }}

),

centroids as (

    select * from {{ ref('ml_segment_centroids') }}

),

model_segments as (

    select
        centroids.model_version,
        centroids.cluster,
        centroids.segment_key,
        centroids.description,
        centroids.signal,
        centroids.centroid,
        centroids.rate,
        centroids.user_share,
        centroids.spread,
        centroids.matched_segment_key,
        centroids.match_distance,
        centroids.degraded_reason
    from centroids
    cross join model_plan
    where model_plan.is_training

)

select * from model_segments
