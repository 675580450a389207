-- One row per user with a session in the window: the segment whose centre is
-- nearest, how clearly, and which signal tells it from the runner-up.
with

user_points as (

    select * from {{ ref('int_user_points') }}

),

segments as (

    select
        cluster,
        segment_key,
        centre
    from {{ ref('int_segments') }}

),

signal_names as (

    select list(signal order by signal) as signals
    from {{ ref('int_signal_scales') }}

),

all_segments as (

    select
        list(
            {
                'cluster': cluster,
                'segment_key': segment_key,
                'centre': centre
            }
        ) as segments
    from segments

),

points_and_segments as (

    select
        user_points.user_id,
        user_points.is_in_cohort,
        user_points.has_evidence,
        user_points.point,
        all_segments.segments
    from user_points
    cross join all_segments

),

-- Sorted by distance, then by number: the first is the user's own.
ranked_segments as (

    select
        user_id,
        is_in_cohort,
        has_evidence,
        point,
        list_sort(list_transform(
            segments,
            lambda segment: {
                'distance': list_distance(point, segment['centre']),
                'cluster': segment['cluster'],
                'segment_key': segment['segment_key'],
                'centre': segment['centre']
            }
        ))[1:2] as nearest
    from points_and_segments

),

named_segments as (

    select
        user_id,
        is_in_cohort,
        has_evidence and len(nearest) > 0 as has_segment,
        nearest[1].segment_key as segment_key,
        nearest[2].segment_key as next_segment_key,
        1 - nearest[1].distance / nullif(nearest[2].distance, 0)
            as segment_confidence,
        list_transform(
            list_zip(point, nearest[1].centre, nearest[2].centre),
            lambda place:
            pow(place[1] - place[3], 2) - pow(place[1] - place[2], 2)
        ) as contributions
    from ranked_segments

),

users_segmented as (

    select
        named_segments.user_id,
        named_segments.is_in_cohort,
        case
            when named_segments.has_segment then named_segments.segment_key
            else 'no_signal_yet'
        end as segment_key,
        case
            when named_segments.has_segment
                then named_segments.next_segment_key
        end as next_segment_key,
        case
            when named_segments.has_segment
                then named_segments.segment_confidence
        end as segment_confidence,
        case
            when
                named_segments.has_segment
                and named_segments.next_segment_key is not null
                then signal_names.signals[list_position(
                    named_segments.contributions,
                    list_max(named_segments.contributions)
                )]
        end as telling_signal,
        case
            when
                named_segments.has_segment
                and named_segments.next_segment_key is not null
                then list_max(named_segments.contributions)
        end as telling_contribution
    from named_segments
    cross join signal_names

)

select * from users_segmented
