-- One row per campaign and user: the arm, as it was frozen before sending.
with

campaign_assignments as (

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
        is_generated
    from {{ ref('int_campaign_assignments') }}

)

select * from campaign_assignments
