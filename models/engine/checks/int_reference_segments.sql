-- One row per segment and signal of the model that this build is compared with:
-- the one that it scores with, or the one that a new model would replace.
with

model_plan as (

    select reference_version from {{ ref('int_model_plan') }}

),

segments as (

    select * from {{ ref('int_model_segments') }}

),

signals as (

    select * from {{ ref('int_model_signals') }}

),

-- The shares of a model are of users with evidence; the others are the rest.
reference_segments as (

    select
        segments.segment_key,
        segments.signal,
        segments.centroid,
        segments.spread,
        segments.user_share * {{ safe_ratio(
            'signals.user_count', 'signals.cohort_user_count'
        ) }} as user_share
    from segments
    inner join signals
        on
            segments.model_version = signals.model_version
            and segments.signal = signals.signal
    inner join model_plan
        on segments.model_version = model_plan.reference_version

)

select * from reference_segments
