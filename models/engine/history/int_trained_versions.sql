-- One row per data set and model version that was ever trained, as it was
-- then; one that was released before keeps its first training. This build adds
-- its own, if it trains and there is anybody to learn from.
with

model_plan as (

    select * from {{ ref('int_model_plan') }}
    where is_training

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

learned_segments as (

    select
        model_version,
        input_fingerprint,
        count(distinct cluster) as k
    from {{ ref('ml_segment_centroids') }}
    group by
        model_version,
        input_fingerprint

),

signal_scales as (

    select max(user_count) as user_count
    from {{ ref('int_signal_scales') }}

),

chosen_scores as (

    select
        jaccard_min,
        seed_agreement_min
    from {{ ref('ml_segment_count_scores') }}
    where is_chosen

),

last_release_compared as (

    select * from {{ ref('int_last_release_compared') }}

),

earlier_models as (

    select model_version from {{ ref('int_earlier_models') }}

),

trained_versions as (

    select
        {{ data_set() }} as data_set,
        learned_segments.model_version,
        active_window.as_of_date as trained_at_as_of_date,
        signal_scales.user_count,
        learned_segments.k,
        {{ training_parameters() }} as parameters,
        model_plan.signals,
        model_plan.cohort,
        learned_segments.input_fingerprint,
        model_plan.training_reason,
        -- Noted at the end of a build that a check stops.
        cast(null as varchar) as rejection_reason,
        chosen_scores.jaccard_min,
        chosen_scores.seed_agreement_min,
        model_plan.reference_version as compared_with,
        last_release_compared.segment_agreement,
        last_release_compared.perk_change_share
    from learned_segments
    cross join model_plan
    cross join active_window
    cross join signal_scales
    cross join last_release_compared
    left join chosen_scores
        on true
    anti join earlier_models
        on learned_segments.model_version = earlier_models.model_version

)

select * from trained_versions
