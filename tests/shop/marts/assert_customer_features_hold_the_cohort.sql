-- Fails when the mart and the cohort are not the same users.
with

cohort_users as (

    select user_id from {{ ref('user_measures') }}
    where is_in_cohort

),

customer_features as (

    select user_id from {{ ref('customer_features') }}

)

select
    cohort_users.user_id as cohort_user_id,
    customer_features.user_id as feature_user_id
from cohort_users
full outer join customer_features
    on cohort_users.user_id = customer_features.user_id
where
    cohort_users.user_id is null
    or customer_features.user_id is null
