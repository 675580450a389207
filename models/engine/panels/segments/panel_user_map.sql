-- One row per user drawn on the map: where, and of which segment.
with

user_map as (

    select * from {{ ref('ml_user_map') }}

),

segments as (

    select * from {{ ref('int_segments') }}

),

drawn_users as (

    select
        user_map.point_number,
        user_map.x,
        user_map.y,
        segments.segment_name
    from user_map
    inner join segments
        on user_map.segment_key = segments.segment_key

)

select * from drawn_users
