-- One row per segment of the model in force, and one for users without a
-- signal: its name, and what it is like in words.
with

model_space as (

    select model_version from {{ ref('int_model_space') }}

),

model_segments as (

    select distinct
        segments.cluster,
        segments.segment_key,
        segments.description,
        segments.user_share,
        segments.spread,
        segments.degraded_reason
    from {{ ref('int_model_segments') }} as segments
    inner join model_space
        on segments.model_version = model_space.model_version

),

segment_catalogue as (

    select * from {{ ref('segment_catalogue') }}

),

list_segments as (

    select
        cluster,
        segment_key,
        description,
        user_share,
        spread,
        degraded_reason
    from model_segments

    union all

    select
        cast(null as bigint) as cluster,
        'no_signal_yet' as segment_key,
        'nothing yet that speaks for a perk' as description,
        cast(null as double) as user_share,
        cast(null as double) as spread,
        '' as degraded_reason

),

segments as (

    select
        list_segments.cluster,
        list_segments.segment_key,
        coalesce(
            segment_catalogue.segment_name,
            replace(list_segments.segment_key, 'group_', 'Group ')
        ) as segment_name,
        list_segments.description,
        segment_catalogue.recommended_action,
        list_segments.user_share,
        list_segments.spread,
        list_segments.degraded_reason,
        model_space.model_version
    from list_segments
    cross join model_space
    left join segment_catalogue
        on list_segments.segment_key = segment_catalogue.segment_key

)

select * from segments
