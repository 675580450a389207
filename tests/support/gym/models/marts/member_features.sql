-- One row per cohort member: how they use the gym.
with

visits as (

    select * from {{ ref('int_visits') }}

),

measures as (

    select * from {{ ref('user_measures') }}
    where is_in_cohort

),

member_features as (

    select
        measures.user_id,
        count(*) as visit_count,
        count(distinct visits.class_id) as class_count
    from measures
    inner join visits
        on measures.user_id = visits.user_id
    group by measures.user_id

)

select * from member_features
