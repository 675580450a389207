-- One row per campaign that is planned or runs, arm and number of weeks: what
-- difference it can show.
with

campaign_reach as (

    select * from {{ ref('int_campaign_reach') }}
    where stratum = 'all'

),

campaign_windows as (

    select * from {{ ref('int_campaign_windows') }}

),

reach as (

    select
        {{ campaign_title(
            'campaign_reach.campaign_id',
            'coalesce(campaign_windows.is_generated, false)'
        ) }} as campaign,
        {{ arm_title('campaign_reach.arm') }} as sent,
        campaign_reach.user_count,
        {{ arm_title('campaign_reach.reference_arm') }} as compared_with,
        campaign_reach.reference_user_count,
        campaign_reach.weeks,
        case
            when campaign_reach.detectable_uplift is null
                then 'too few users to tell'
            else
                {{ format_decimal(
                    '100 * campaign_reach.detectable_uplift', 1
                ) }} || ' points'
        end as detectable,
        case campaign_reach.arm
            when 'chosen_perk' then 1
            when 'random_perk' then 2
            else 3
        end as place
    from campaign_reach
    left join campaign_windows
        on campaign_reach.campaign_id = campaign_windows.campaign_id
    where coalesce(campaign_windows.read_share, 0) < 1

)

select * from reach
