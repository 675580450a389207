-- One row per campaign that is planned or sent, stratum, arm and number of
-- weeks: the effect that it can detect, by how many users do without.
with

base_rates as (

    select * from {{ optional_model('base_rates') }}

),

campaign_windows as (

    select * from {{ ref('int_campaign_windows') }}

),

-- Of a campaign that was sent, what was frozen with it.
campaigns as (

    select
        planned.campaign_id,
        planned.horizon_days,
        planned.reference_arm
    from {{ ref('campaigns') }} as planned
    left join campaign_windows
        on planned.campaign_id = campaign_windows.campaign_id
    where campaign_windows.campaign_id is null

    union all

    select
        campaign_id,
        horizon_days,
        reference_arm
    from campaign_windows

),

campaign_sizes as (

    select * from {{ ref('int_campaign_sizes') }}

),

campaign_reach as (

    select
        arms.campaign_id,
        arms.stratum,
        arms.arm,
        campaigns.reference_arm,
        base_rates.weeks,
        base_rates.base_rate,
        cast(round(arms.user_count) as bigint) as user_count,
        cast(round(others.user_count) as bigint) as reference_user_count,
        {{ detectable_by_base_rate('arms.user_count', 'others.user_count') }}
            as detectable_uplift
    from campaign_sizes as arms
    inner join campaigns
        on arms.campaign_id = campaigns.campaign_id
    inner join campaign_sizes as others
        on
            arms.campaign_id = others.campaign_id
            and arms.stratum = others.stratum
            and campaigns.reference_arm = others.arm
            and arms.arm != others.arm
    inner join base_rates
        on campaigns.horizon_days >= 7 * base_rates.weeks
    where arms.user_count > 0

)

select * from campaign_reach
