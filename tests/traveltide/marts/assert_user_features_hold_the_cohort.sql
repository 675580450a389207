-- Fails when the mart and the cohort are not the same users.
{{ config(tags=['weekly']) }}
with

cohort_users as (

    select user_id from {{ ref('user_measures') }}
    where is_in_cohort

),

user_features as (

    select user_id from {{ ref('user_features') }}

)

select
    cohort_users.user_id as cohort_user_id,
    user_features.user_id as feature_user_id
from cohort_users
full outer join user_features
    on cohort_users.user_id = user_features.user_id
where
    cohort_users.user_id is null
    or user_features.user_id is null
