-- One row per segment of the model in force, and one for users without a
-- signal: what it was like at training, to be remembered with the model.
with

model_plan as (

    select * from {{ ref('int_model_plan') }}

),

segments as (

    select * from {{ ref('int_segments') }}

),

segments_observed as (

    select * from {{ ref('int_segments_observed') }}

),

remembered_segments as (

    select * from {{ ref('stg_remembered__model_segments') }}

),

segment_keys as (

    select segment_key from segments
    union distinct
    select segment_key from segments_observed

),

model_segments as (

    select
        segment_keys.segment_key,
        segments.cluster,
        segments.lead_perk,
        segments.degraded_reason,
        segments.centre,
        case
            when model_plan.is_training
                then coalesce(segments_observed.user_share, 0)
            else coalesce(remembered_segments.user_share, 0)
        end as user_share,
        case
            when model_plan.is_training then segments_observed.spread
            else remembered_segments.spread
        end as spread
    from segment_keys
    cross join model_plan
    left join segments
        on segment_keys.segment_key = segments.segment_key
    left join segments_observed
        on segment_keys.segment_key = segments_observed.segment_key
    left join remembered_segments
        on
            segment_keys.segment_key = remembered_segments.segment_key
            and model_plan.model_version = remembered_segments.model_version

)

select * from model_segments
