with

source as (

    select * from {{ source('remembered', 'model_segments') }}
    where data_set = {{ data_set() }}

),

model_segments as (

    select
        model_version,
        cluster,
        segment_key,
        lead_perk,
        degraded_reason,
        centre,
        user_share,
        spread
    from source

)

select * from model_segments
