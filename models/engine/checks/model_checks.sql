-- One row per check of the model and of what has moved since its training:
-- its value, null where there is nothing, or too few users, to judge.
with

cohort_sizes as (

    select count(*) >= {{ var('judged_user_minimum') }} as is_judged
    from {{ ref('int_cohort_users') }}

),

chosen_scores as (

    select
        min(jaccard_min) as jaccard_min,
        min(seed_agreement_min) as seed_agreement_min
    from {{ ref('int_model_scores') }}
    where is_chosen

),

signal_drift as (

    select
        signal,
        case when status != 'unjudged' then psi end as psi
    from {{ ref('signal_drift') }}

),

model_shifts as (

    select * from {{ ref('int_model_shifts') }}

),

last_release as (

    select * from {{ ref('int_last_release_compared') }}

),

cohort_checks as (

    select
        'jaccard_min' as check_name,
        'jaccard_limits' as limit_name,
        jaccard_min as value
    from chosen_scores

    union all

    select
        'seed_agreement_min' as check_name,
        'seed_agreement_limits' as limit_name,
        seed_agreement_min as value
    from chosen_scores

    union all

    select
        'largest_segment_share_shift' as check_name,
        'share_shift_limits' as limit_name,
        share_shift as value
    from model_shifts

    union all

    select
        'largest_centroid_shift' as check_name,
        'centroid_shift_limits' as limit_name,
        centroid_shift as value
    from model_shifts

    union all

    select
        'segments_named_against_their_match' as check_name,
        'identity_conflict_limits' as limit_name,
        identity_conflict_share as value
    from model_shifts

),

model_checks as (

    select
        cohort_checks.check_name,
        cohort_checks.limit_name,
        case when cohort_sizes.is_judged then cohort_checks.value end as value
    from cohort_checks
    cross join cohort_sizes

    union all

    select
        'psi_' || signal as check_name,
        'psi_limits' as limit_name,
        psi as value
    from signal_drift

    union all

    select
        'users_of_last_release_kept' as check_name,
        'users_kept_limits' as limit_name,
        case
            when last_user_count >= {{ var('judged_user_minimum') }}
                then users_kept_share
        end as value
    from last_release

    union all

    select
        'days_since_last_release' as check_name,
        'release_day_limits' as limit_name,
        days_since_last_release as value
    from last_release

)

select * from model_checks
