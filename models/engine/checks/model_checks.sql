-- One row per check of the model and of what has moved since its training:
-- its value, null where there is nothing, or too few users, to judge.
with

cohort_sizes as (

    select max(cohort_user_count) as user_count
    from {{ ref('int_signal_scales') }}

),

scores as (

    select
        min(scores.jaccard_min) as jaccard_min,
        min(scores.seed_agreement_min) as seed_agreement_min,
        min(scores.structure_ratio) as structure_ratio
    from {{ ref('int_model_scores') }} as scores
    inner join {{ ref('int_model_space') }} as model_space
        on scores.model_version = model_space.model_version
    where scores.is_chosen

),

shifts as (

    select * from {{ ref('int_model_shifts') }}

),

last_release as (

    select * from {{ ref('int_last_release_compared') }}

),

cohort_checks as (

    {% for check_name, limits, relation, column in [
        ('jaccard_min', 'jaccard', 'scores', 'jaccard_min'),
        ('seed_agreement_min', 'seed_agreement', 'scores',
            'seed_agreement_min'),
        ('structure_ratio', 'structure', 'scores', 'structure_ratio'),
        ('largest_segment_share_shift', 'share_shift', 'shifts', 'share_shift'),
        ('largest_centroid_shift', 'centroid_shift', 'shifts', 'centroid_shift'),
        ('segments_named_against_their_match', 'identity_conflict', 'shifts',
            'identity_conflict_share'),
    ] -%}
    select
        '{{ check_name }}' as check_name,
        '{{ limits }}_limits' as limit_name,
        {{ column }} as value
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

model_checks as (

    select
        cohort_checks.check_name,
        cohort_checks.limit_name,
        case
            when cohort_sizes.user_count >= {{ var('judged_user_minimum') }}
                then cohort_checks.value
        end as value
    from cohort_checks
    cross join cohort_sizes

    union all

    select
        'psi_' || signal as check_name,
        'psi_limits' as limit_name,
        case when status != 'not evaluated' then psi end as value
    from {{ ref('int_signal_drift') }}

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
