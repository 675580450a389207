-- One row per model version, segment and signal: where the segment lies.
with

centroids as (

    select * from {{ ref('ml_segment_centroids') }}

),

segment_centroids as (

    select
        model_version,
        segment_key,
        signal,
        centroid,
        mean,
        deviation
    from centroids

)

select * from segment_centroids
