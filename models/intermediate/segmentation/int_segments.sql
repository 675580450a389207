-- One row per segment of the model: its name, and where its centre lies.
with

centroids as (

    select * from {{ ref('ml_segment_centroids') }}

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
