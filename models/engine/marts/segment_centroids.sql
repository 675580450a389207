-- One row per model version, segment and signal: where the segment lies.
with

segments as (

    select
        model_version,
        segment_key,
        centre
    from {{ ref('int_segments') }}

),

signal_scales as (

    select
        signal,
        mean,
        deviation
    from {{ ref('int_signal_scales') }}

),

remembered_segments as (

    select
        remembered_segments.model_version,
        remembered_segments.segment_key,
        remembered_segments.centre
    from {{ ref('stg_remembered__model_segments') }} as remembered_segments
    anti join segments
        on remembered_segments.model_version = segments.model_version
    where remembered_segments.centre is not null

),

remembered_signals as (

    select
        model_version,
        signal,
        mean,
        deviation
    from {{ ref('stg_remembered__model_signals') }}

),

all_segments as (

    select
        model_version,
        segment_key,
        centre
    from segments
    union all
    select
        model_version,
        segment_key,
        centre
    from remembered_segments

),

all_signals as (

    select distinct
        segments.model_version,
        signal_scales.signal,
        signal_scales.mean,
        signal_scales.deviation
    from segments
    cross join signal_scales
    union all
    select
        remembered_signals.model_version,
        remembered_signals.signal,
        remembered_signals.mean,
        remembered_signals.deviation
    from remembered_signals
    anti join segments
        on remembered_signals.model_version = segments.model_version

),

-- Centres list their signals in order of name.
placed_signals as (

    select
        model_version,
        signal,
        mean,
        deviation,
        row_number() over (
            partition by model_version
            order by signal
        ) as place
    from all_signals

),

segment_centroids as (

    select
        all_segments.model_version,
        all_segments.segment_key,
        placed_signals.signal,
        all_segments.centre[placed_signals.place] as centroid,
        placed_signals.mean,
        placed_signals.deviation
    from all_segments
    inner join placed_signals
        on all_segments.model_version = placed_signals.model_version

)

select * from segment_centroids
