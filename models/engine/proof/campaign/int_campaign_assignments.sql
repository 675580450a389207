-- One row per campaign and user: the arm, frozen before sending. The campaign
-- of a generated sample is frozen in its files.
with

frozen_assignments as (

    select * from {{ ref('int_frozen_assignments') }}
    where
        data_set = {{ data_set() }}
        and is_generated = {{ is_generated_build() | lower }}

),

generated_assignments as (

    select * from {{ source('raw_files', 'generated_assignments') }}

),

campaigns as (

    select * from {{ ref('campaigns') }}

),

forgotten_users as (

    select user_hash from {{ ref('forgotten_users') }}

),

list_assignments as (

    select
        campaign_id,
        user_id,
        assigned_at,
        stratum_perk,
        segment_key,
        arm,
        perk_code,
        propensity,
        arm_propensity,
        policy,
        model_version,
        salt,
        horizon_days,
        is_generated,
        design,
        reference_arm
    from frozen_assignments

    union all

    select
        drawn.campaign_id,
        cast(drawn.user_id as bigint) as user_id,
        cast(campaigns.starts_on as timestamp) as assigned_at,
        drawn.stratum_perk,
        drawn.segment_key,
        drawn.arm,
        nullif(drawn.perk_code, '') as perk_code,
        cast(drawn.propensity as double) as propensity,
        cast(drawn.arm_propensity as double) as arm_propensity,
        'generated' as policy,
        'generated' as model_version,
        campaigns.salt,
        campaigns.horizon_days,
        true as is_generated,
        campaigns.design,
        campaigns.reference_arm
    from generated_assignments as drawn
    inner join campaigns
        on drawn.campaign_id = campaigns.campaign_id

),

campaign_assignments as (

    select list_assignments.*
    from list_assignments
    left join forgotten_users
        on
            {{ salted_hash('list_assignments.user_id') }}
            = forgotten_users.user_hash
    where forgotten_users.user_hash is null

)

select * from campaign_assignments
