-- Fails when the users of all segments are not the cohort, each once, or when a
-- profile tells another number of users, or share, than the segment has.
with

cohort_users as (

    select count(*) as user_count from {{ ref('user_measures') }}
    where is_in_cohort

),

count_users as (

    select
        segment_key,
        count(*) as user_count,
        sum(count(*)) over () as all_user_count
    from {{ ref('user_perks') }}
    where cohort_status = 'cohort'
    group by segment_key

)

select
    segments.segment_key,
    segments.user_count,
    segments.all_user_count,
    cohort_users.user_count as cohort_user_count,
    profiles.user_count as published_user_count,
    profiles.user_share
from count_users as segments
cross join cohort_users
left join {{ ref('segment_profiles') }} as profiles
    on segments.segment_key = profiles.segment_key
where
    cohort_users.user_count != segments.all_user_count
    or profiles.segment_key is null
    or profiles.user_count != segments.user_count
    or abs(
        profiles.user_share - segments.user_count / segments.all_user_count
    ) > 1e-9
