-- One row per segment and signal of the model that a new one would replace;
-- none where nothing is trained, or nothing was released before.
with

model_plan as (

    select * from {{ ref('int_model_plan') }}
    where is_training

),

earlier_segments as (

    {{ memory_of('int_model_segments', {
        'model_version': 'varchar', 'cluster': 'bigint',
        'segment_key': 'varchar', 'signal': 'varchar', 'centroid': 'double',
    }) }}

),

earlier_signals as (

    {{ memory_of('int_model_signals', {
        'model_version': 'varchar', 'signal': 'varchar', 'mean': 'double',
        'deviation': 'double',
    }) }}

),

reference_centroids as (

    select
        segments.cluster,
        segments.segment_key,
        segments.signal,
        segments.centroid,
        signals.mean,
        signals.deviation
    from earlier_segments as segments
    inner join earlier_signals as signals
        on
            segments.model_version = signals.model_version
            and segments.signal = signals.signal
    inner join model_plan
        on segments.model_version = model_plan.reference_version

)

select * from reference_centroids
