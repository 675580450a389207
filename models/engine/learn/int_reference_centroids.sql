-- One row per segment and signal of the model that a new one would replace;
-- none where nothing is trained, or nothing was released before.
with

model_plan as (

    select * from {{ ref('int_model_plan') }}
    where is_training

),

reference_segments as (

    select
        remembered_segments.cluster,
        remembered_segments.segment_key,
        remembered_segments.centre
    from {{ ref('stg_remembered__model_segments') }} as remembered_segments
    inner join model_plan
        on remembered_segments.model_version = model_plan.reference_version
    where remembered_segments.cluster is not null

),

-- Centres list their signals in order of name.
reference_signals as (

    select
        remembered_signals.signal,
        remembered_signals.mean,
        remembered_signals.deviation,
        row_number() over (order by remembered_signals.signal) as place
    from {{ ref('stg_remembered__model_signals') }} as remembered_signals
    inner join model_plan
        on remembered_signals.model_version = model_plan.reference_version

),

reference_centroids as (

    select
        reference_segments.cluster,
        reference_segments.segment_key,
        reference_signals.signal,
        reference_segments.centre[reference_signals.place] as centroid,
        reference_signals.mean,
        reference_signals.deviation
    from reference_segments
    cross join reference_signals

)

select * from reference_centroids
