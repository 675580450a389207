-- One row per user who is nearer to one segment than to another: which signal
-- tells them apart, as a sentence.
with

users_segmented as (

    select
        user_id,
        segment_key,
        next_segment_key,
        telling_signal,
        telling_contribution
    from {{ ref('int_users_segmented') }}
    where telling_signal is not null

),

segments as (

    select
        segment_key,
        segment_name
    from {{ ref('int_segments') }}

),

signal_registry as (

    select
        signal,
        signal_name
    from {{ ref('signal_registry') }}

),

user_segment_reasons as (

    select
        users_segmented.user_id,
        'Closer to ' || own_segments.segment_name || ' than to '
        || next_segments.segment_name || ', most of all by '
        || signal_registry.signal_name || ' ('
        || {{ spoken_number('users_segmented.telling_contribution', '2') }}
        || ')' as segment_reason
    from users_segmented
    inner join segments as own_segments
        on users_segmented.segment_key = own_segments.segment_key
    inner join segments as next_segments
        on users_segmented.next_segment_key = next_segments.segment_key
    inner join signal_registry
        on users_segmented.telling_signal = signal_registry.signal

)

select * from user_segment_reasons
