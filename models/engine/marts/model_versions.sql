-- One row per model version that was ever released or turned down.
with

model_versions as (

    select
        model_version,
        trained_at_as_of_date,
        user_count,
        cast(k as integer) as k,
        parameters,
        signals,
        cohort,
        input_fingerprint,
        status,
        status_reason,
        jaccard_min,
        seed_agreement_min,
        compared_with,
        segment_agreement,
        perk_change_share
    from {{ ref('int_model_versions') }}

)

select * from model_versions
