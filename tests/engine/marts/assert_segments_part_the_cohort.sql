-- Fails when the users of all segments are not the cohort, each once, or their
-- shares do not add up to 1.
with

cohort_users as (

    select count(*) as user_count from {{ ref('user_measures') }}
    where is_in_cohort

),

segments as (

    select
        coalesce(sum(user_count), 0) as user_count,
        sum(user_share) as user_share
    from {{ ref('segment_profiles') }}

)

select
    cohort_users.user_count,
    segments.user_count as segment_user_count,
    segments.user_share
from cohort_users
cross join segments
where
    cohort_users.user_count != segments.user_count
    or abs(segments.user_share - 1) > 1e-9
