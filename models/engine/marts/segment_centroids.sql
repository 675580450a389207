-- One row per model version that was ever trained, segment and signal: where
-- the centre lies, in deviations, and what it takes to compute a user's place.
with

segments as (

    select * from {{ ref('int_model_segments') }}

),

signals as (

    select * from {{ ref('int_model_signals') }}

),

segment_centroids as (

    select
        segments.model_version,
        segments.segment_key,
        segments.signal,
        segments.centroid,
        segments.rate as segment_rate,
        signals.mean,
        signals.deviation
    from segments
    inner join signals
        on
            segments.model_version = signals.model_version
            and segments.signal = signals.signal

)

select * from segment_centroids
