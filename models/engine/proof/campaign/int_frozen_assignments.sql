-- One row per data set, campaign and user, as frozen before sending. The
-- operation start_campaign adds them; here are their columns.
with

frozen_assignments as (

    select
        cast(null as varchar) as data_set,
        cast(null as varchar) as campaign_id,
        cast(null as bigint) as user_id,
        cast(null as timestamp) as assigned_at,
        cast(null as varchar) as stratum_perk,
        cast(null as varchar) as segment_key,
        cast(null as varchar) as arm,
        cast(null as varchar) as perk_code,
        cast(null as double) as propensity,
        cast(null as double) as arm_propensity,
        cast(null as varchar) as policy,
        cast(null as varchar) as model_version,
        cast(null as varchar) as salt,
        cast(null as integer) as horizon_days,
        cast(null as boolean) as is_generated,
        cast(null as varchar) as design,
        cast(null as varchar) as reference_arm
    where false

)

select * from frozen_assignments
