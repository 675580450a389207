-- Fails when user_perks and the users with a session in the window are not the
-- same, or the users it calls cohort are not the cohort.
with

users as (

    select
        user_id,
        is_in_cohort
    from {{ ref('user_measures') }}

),

user_perks as (

    select
        user_id,
        cohort_status
    from {{ ref('user_perks') }}

)

select
    users.user_id,
    users.is_in_cohort,
    user_perks.user_id as perk_user_id,
    user_perks.cohort_status
from users
full outer join user_perks
    on users.user_id = user_perks.user_id
where
    users.user_id is null
    or user_perks.user_id is null
    or users.is_in_cohort != (user_perks.cohort_status = 'cohort')
