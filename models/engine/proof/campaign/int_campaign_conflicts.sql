-- One row per campaign: how many of its users are in another one at the same
-- time, and how many drew a perk that is no longer to be had.
with

assignments as (

    select * from {{ ref('int_campaign_assignments') }}

),

campaign_windows as (

    select * from {{ ref('int_campaign_windows') }}

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

overlapping_campaigns as (

    select
        campaigns.campaign_id,
        others.campaign_id as other_campaign_id
    from campaign_windows as campaigns
    inner join campaign_windows as others
        on
            campaigns.campaign_id != others.campaign_id
            and {{ campaigns_overlap(
                'cast(campaigns.assigned_at as date)',
                'campaigns.horizon_days',
                'cast(others.assigned_at as date)',
                'others.horizon_days'
            ) }}

),

users_in_two_campaigns as (

    select distinct
        assignments.campaign_id,
        assignments.user_id
    from assignments
    inner join overlapping_campaigns as overlapping
        on assignments.campaign_id = overlapping.campaign_id
    inner join assignments as others
        on
            assignments.user_id = others.user_id
            and overlapping.other_campaign_id = others.campaign_id

),

-- Once a campaign is over, nobody is sent its perks any more.
running_campaigns as (

    select campaign_windows.campaign_id
    from campaign_windows
    cross join active_window
    where
        {{ days_between(
            'cast(campaign_windows.assigned_at as date)',
            'active_window.as_of_date'
        ) }} < campaign_windows.horizon_days

),

campaign_conflicts as (

    select
        assignments.campaign_id,
        count(*) as user_count,
        count(users_in_two_campaigns.user_id) as shared_count,
        {{ count_where(
            'running_campaigns.campaign_id is not null'
            ~ ' and assignments.perk_code is not null'
            ~ ' and perks.perk_code is null'
        ) }} as withdrawn_count
    from assignments
    cross join active_window
    left join users_in_two_campaigns
        on
            assignments.campaign_id = users_in_two_campaigns.campaign_id
            and assignments.user_id = users_in_two_campaigns.user_id
    left join running_campaigns
        on assignments.campaign_id = running_campaigns.campaign_id
    left join {{ ref('perk_catalogue') }} as perks
        on assignments.perk_code = perks.perk_code and {{ is_on_offer() }}
    group by assignments.campaign_id

)

select * from campaign_conflicts
