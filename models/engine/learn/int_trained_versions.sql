-- One row: the model version that this build trains, as it will stand once the
-- build is released; none where nothing is trained, or nobody to learn from.
with

model_plan as (

    select * from {{ ref('int_model_plan') }}

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

segments as (

    select
        model_version,
        count(*) as k
    from {{ ref('int_segments') }}
    group by model_version

),

fingerprints as (

    select distinct
        model_version,
        input_fingerprint
    from {{ ref('ml_segment_centroids') }}

),

signal_scales as (

    select max(user_count) as user_count
    from {{ ref('int_signal_scales') }}

),

chosen_scores as (

    select
        jaccard_min,
        seed_agreement_min
    from {{ ref('int_model_scores') }}
    where is_chosen

),

last_release_compared as (

    select * from {{ ref('int_last_release_compared') }}

),

cohort_rates as (

    select * from {{ ref('int_cohort_rates') }}

),

deal_limits as (

    select * from {{ ref('int_deal_limits') }}

),

trained_versions as (

    select
        segments.model_version,
        active_window.as_of_date as trained_at_as_of_date,
        signal_scales.user_count,
        segments.k,
        {{ training_parameters() }} as parameters,
        model_plan.signals,
        model_plan.cohort,
        fingerprints.input_fingerprint,
        'champion' as status,
        model_plan.training_reason as status_reason,
        chosen_scores.jaccard_min,
        chosen_scores.seed_agreement_min,
        model_plan.reference_version as compared_with,
        last_release_compared.segment_agreement,
        last_release_compared.perk_change_share,
        {
            'bag_rate': cohort_rates.bag_rate,
            'cancel_rate': cohort_rates.cancel_rate,
            'flight_deal_rate': cohort_rates.flight_deal_rate,
            'hotel_deal_rate': cohort_rates.hotel_deal_rate,
            'bundle_rate': cohort_rates.bundle_rate,
            'night_rate': cohort_rates.night_rate
        } as rates,
        deal_limits.flight_deal_limit,
        deal_limits.hotel_deal_limit
    from segments
    inner join fingerprints
        on segments.model_version = fingerprints.model_version
    cross join model_plan
    cross join active_window
    cross join signal_scales
    cross join last_release_compared
    cross join cohort_rates
    cross join deal_limits
    left join chosen_scores
        on true
    where model_plan.is_training

)

select * from trained_versions
