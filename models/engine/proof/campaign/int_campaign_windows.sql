-- One row per campaign that was sent: up to which day it may be read today, and
-- how far an effect must then lie from nothing.
with

campaign_assignments as (

    select * from {{ ref('int_campaign_assignments') }}

),

campaigns as (

    select * from {{ ref('campaigns') }}

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

sent_campaigns as (

    select
        campaign_id,
        min(assigned_at) as assigned_at,
        min(horizon_days) as horizon_days,
        max(case when is_generated then 1 else 0 end) = 1 as is_generated,
        min(design) as design,
        min(reference_arm) as reference_arm
    from campaign_assignments
    group by campaign_id

),

count_complete_days as (

    select
        sent_campaigns.campaign_id,
        sent_campaigns.assigned_at,
        sent_campaigns.horizon_days,
        sent_campaigns.is_generated,
        campaigns.outcomes_complete_until,
        -- Frozen with the draw, but for campaigns older than the columns.
        coalesce(sent_campaigns.design, campaigns.design, 'fixed') as design,
        coalesce(
            sent_campaigns.reference_arm, campaigns.reference_arm, 'nothing'
        ) as reference_arm,
        greatest(0, least(
            coalesce({{ days_between(
                'cast(sent_campaigns.assigned_at as date)',
                'campaigns.outcomes_complete_until'
            ) }} + 1, 0),
            {{ days_between(
                'cast(sent_campaigns.assigned_at as date)',
                'active_window.as_of_date'
            ) }} + 1
        )) as complete_days
    from sent_campaigns
    cross join active_window
    left join campaigns
        on sent_campaigns.campaign_id = campaigns.campaign_id

),

-- A sequential campaign is read after each quarter of its horizon.
find_last_look as (

    select
        *,
        case
            when complete_days >= horizon_days then 1.0
            when design = 'obrien_fleming'
                then floor(4.0 * complete_days / horizon_days) / 4
            else 0.0
        end as read_share
    from count_complete_days

),

campaign_windows as (

    select
        *,
        cast(floor(read_share * horizon_days) as bigint) as read_days,
        case
            when design = 'fixed'
                then {{ errors_of_interval(var('campaign_confidence')) }}
            when read_share > 0
                then {{ var('sequential_limit') }} / sqrt(read_share)
        end as limit_in_errors
    from find_last_look

)

select * from campaign_windows
