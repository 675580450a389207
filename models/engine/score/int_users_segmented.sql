-- One row per user with a session in the window: the segment whose centre is
-- nearest, how clearly, and which signal tells it from the runner-up.
{%- set clusters = range(1, 9) %}
with

users as (

    select * from {{ ref('user_measures') }}

),

model_space as (

    select * from {{ ref('int_model_space') }}

),

place_users as (

    select
        {%- for signal in signals() %}
        {{ standardised_coordinate(signal, 'users', 'model_space') }}
            as {{ signal.name }},
        {%- endfor %}
        users.user_id,
        users.is_in_cohort,
        {{ has_evidence('users', 'perk_terms') }} as has_evidence
    from users
    cross join model_space
    cross join {{ ref('int_perk_terms') }} as perk_terms

),

measure_distances as (

    select
        {%- for cluster in clusters %}
        {{ distance_from_centre('place_users', 'model_space', cluster) }}
            as distance_{{ cluster }},
        {%- endfor %}
        place_users.*
    from place_users
    cross join model_space

),

find_nearest_cluster as (

    select
        *,
        {{ nearest_cluster(clusters) }} as cluster
    from measure_distances

),

find_next_cluster as (

    select
        *,
        {{ distance_to('cluster', clusters) }} as distance,
        {{ nearest_cluster(clusters, 'cluster') }} as next_cluster
    from find_nearest_cluster

),

compare_with_next_cluster as (

    select
        {%- for signal in signals() %}
        {{ telling_difference('users', signal) }} as {{ signal.name }},
        {%- endfor %}
        users.user_id,
        users.is_in_cohort,
        users.has_evidence,
        users.cluster,
        users.next_cluster,
        round(1 - users.distance / nullif(
            {{ distance_to('users.next_cluster', clusters) }}, 0
        ), 9) as segment_confidence
    from find_next_cluster as users
    cross join model_space

),

users_segmented as (

    select
        user_id,
        is_in_cohort,
        has_evidence,
        {%- for column in ['cluster', 'next_cluster', 'segment_confidence'] %}
        case when has_evidence then {{ column }} end as {{ column }},
        {%- endfor %}
        case when has_evidence then {{ largest_of(signals()) }} end
            as telling_signal
    from compare_with_next_cluster

)

select * from users_segmented
