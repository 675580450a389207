-- One row per segment, runner-up and signal that tells them apart: the
-- segment's name, and what a reason says of the three; null where there is no
-- other.
with

segments as (

    select * from {{ ref('int_segments') }}

),

signals as (

    select * from {{ ref('int_signals') }}

),

segment_sentences as (

    select
        segments.cluster,
        other_segments.cluster as next_cluster,
        signals.signal as telling_signal,
        segments.segment_key,
        segments.segment_name,
        segments.model_version,
        'Closer to ' || segments.segment_name || ' than to '
        || other_segments.segment_name || ', most of all by ' || signals.title
            as segment_reason
    from segments
    inner join segments as other_segments
        on segments.cluster != other_segments.cluster
    cross join signals

    union all

    select
        segments.cluster,
        cast(null as bigint) as next_cluster,
        cast(null as string) as telling_signal,
        segments.segment_key,
        segments.segment_name,
        segments.model_version,
        cast(null as string) as segment_reason
    from segments

)

select * from segment_sentences
