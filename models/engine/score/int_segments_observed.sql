-- One row per segment of the cohort, the one without a signal included: how
-- many users it has now, where they lie, and how far from the model's centre.
with

users_segmented as (

    select
        user_id,
        segment_key
    from {{ ref('int_users_segmented') }}
    where is_in_cohort

),

user_points as (

    select
        user_id,
        point
    from {{ ref('int_user_points') }}

),

segments as (

    select
        segment_key,
        centre
    from {{ ref('int_segments') }}

),

members as (

    select
        users_segmented.segment_key,
        user_points.point,
        list_distance(user_points.point, segments.centre) as distance
    from users_segmented
    inner join user_points
        on users_segmented.user_id = user_points.user_id
    left join segments
        on users_segmented.segment_key = segments.segment_key

),

cohort_sizes as (

    select count(*) as user_count from members

),

-- Nine decimals add up to the same in any order.
counted_members as (

    select
        segment_key,
        count(*) as user_count,
        sqrt({{ exact_mean('distance * distance') }}) as spread
    from members
    group by segment_key

),

coordinates as (

    select
        segment_key,
        unnest(point) as coordinate,
        generate_subscripts(point, 1) as place
    from members

),

averaged_coordinates as (

    select
        segment_key,
        place,
        {{ exact_mean('coordinate') }} as coordinate
    from coordinates
    group by
        segment_key,
        place

),

located_members as (

    select
        segment_key,
        list(coordinate order by place) as centre
    from averaged_coordinates
    group by segment_key

),

segments_observed as (

    select
        counted_members.segment_key,
        counted_members.user_count,
        {{ safe_ratio(
            'counted_members.user_count', 'cohort_sizes.user_count'
        ) }} as user_share,
        counted_members.spread,
        located_members.centre
    from counted_members
    inner join located_members
        on counted_members.segment_key = located_members.segment_key
    cross join cohort_sizes

)

select * from segments_observed
