-- One row per user drawn on the map: cohort users with evidence, in md5 order.
with

users as (

    select * from {{ ref('user_measures') }}
    where is_in_cohort

),

segments as (

    select
        users_segmented.user_id,
        segments.segment_key
    from {{ ref('int_users_segmented') }} as users_segmented
    inner join {{ ref('int_segments') }} as segments
        on users_segmented.cluster = segments.cluster

),

model_space as (

    select * from {{ ref('int_model_space') }}

),

number_users as (

    select
        users.*,
        segments.segment_key,
        row_number() over (
            order by md5(cast(users.user_id as varchar)), users.user_id
        ) as point_number
    from users
    inner join segments
        on users.user_id = segments.user_id

),

map_points as (

    select
        number_users.point_number,
        {%- for signal in signals() %}
        {{ standardised_coordinate(signal, 'number_users', 'model_space') }}
            as {{ signal.name }},
        {%- endfor %}
        number_users.segment_key
    from number_users
    cross join model_space
    where number_users.point_number <= {{ var('dashboard_map_user_max') }}

)

select * from map_points
