-- One row per segment of the model in force, learned by this build or
-- remembered: its name, and where its centre lies.
with

model_plan as (

    select * from {{ ref('int_model_plan') }}

),

centroids as (

    select * from {{ ref('ml_segment_centroids') }}

),

remembered_segments as (

    select * from {{ ref('stg_remembered__model_segments') }}
    where cluster is not null

),

segment_catalogue as (

    select * from {{ ref('segment_catalogue') }}

),

located_segments as (

    select
        model_version,
        cluster,
        segment_key,
        any_value(lead_perk_code) as lead_perk,
        any_value(degraded_reason) as degraded_reason,
        list(centroid order by signal) as centre
    from centroids
    group by
        model_version,
        cluster,
        segment_key

    union all

    select
        remembered_segments.model_version,
        remembered_segments.cluster,
        remembered_segments.segment_key,
        remembered_segments.lead_perk,
        remembered_segments.degraded_reason,
        remembered_segments.centre
    from remembered_segments
    inner join model_plan
        on remembered_segments.model_version = model_plan.model_version

),

segments as (

    select
        located_segments.model_version,
        located_segments.cluster,
        located_segments.segment_key,
        coalesce(
            segment_catalogue.segment_name, located_segments.segment_key
        ) as segment_name,
        segment_catalogue.recommended_action,
        located_segments.lead_perk,
        located_segments.degraded_reason,
        located_segments.centre
    from located_segments
    left join segment_catalogue
        on located_segments.segment_key = segment_catalogue.segment_key

)

select * from segments
