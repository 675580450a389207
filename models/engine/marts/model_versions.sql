-- One row per model version that was ever released or rejected, as it will
-- stand once this build is released.
with

trained_versions as (

    select * from {{ ref('int_trained_versions') }}
    where data_set = {{ data_set() }}

),

models_in_force as (

    select max(model_version) as model_version
    from {{ ref('int_segments') }}

),

released_versions as (

    select
        model_version,
        min(released_at) as first_released_at
    from {{ ref('int_earlier_releases') }}
    group by model_version

),

find_states as (

    select
        trained_versions.*,
        case
            when
                trained_versions.model_version = models_in_force.model_version
                then 'champion'
            when released_versions.model_version is not null then 'retired'
            when trained_versions.rejection_reason is not null then 'rejected'
        end as status,
        coalesce(
            released_versions.first_released_at
            < max(released_versions.first_released_at) over (),
            false
        ) as has_successors
    from trained_versions
    cross join models_in_force
    left join released_versions
        on trained_versions.model_version = released_versions.model_version

),

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
        case
            when status = 'champion' and has_successors then 'rolled back'
            when status = 'rejected' then rejection_reason
            else training_reason
        end as status_reason,
        jaccard_min,
        seed_agreement_min,
        compared_with,
        segment_agreement,
        perk_change_share
    from find_states
    where status is not null

)

select * from model_versions
