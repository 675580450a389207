-- One row per segment of the cohort, and signal: how many users it has now, and
-- where they stand by the signal.
with

cohort_users as (

    select * from {{ ref('user_measures') }}
    where is_in_cohort

),

users_segmented as (

    select
        user_id,
        coalesce(cluster, 0) as cluster
    from {{ ref('int_users_segmented') }}

),

segments as (

    select
        coalesce(cluster, 0) as cluster,
        segment_key
    from {{ ref('int_segments') }}

),

model_space as (

    select * from {{ ref('int_model_space') }}

),

average_members as (

    select
        {%- for signal in signals() %}
        {{ exact_mean(standardised_coordinate(
            signal, 'cohort_users', 'model_space'
        )) }} as {{ signal.name }},
        {%- endfor %}
        users_segmented.cluster,
        count(*) as user_count,
        sum(count(*)) over () as cohort_user_count
    from cohort_users
    inner join users_segmented
        on cohort_users.user_id = users_segmented.user_id
    cross join model_space
    group by users_segmented.cluster

),

segments_observed as (

    {% for signal in signals() -%}
    select
        segments.segment_key,
        '{{ signal.name }}' as signal,
        coalesce(average_members.user_count, 0) as user_count,
        coalesce({{ safe_ratio(
            'average_members.user_count', 'average_members.cohort_user_count'
        ) }}, 0) as user_share,
        average_members.{{ signal.name }} as coordinate
    from segments
    left join average_members
        on segments.cluster = average_members.cluster
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from segments_observed
