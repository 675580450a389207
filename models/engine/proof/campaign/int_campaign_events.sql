-- One row per event of a campaign: the arm of its user, and what is wrong with
-- it; null for an event that counts.
with

campaign_outcomes as (

    select * from {{ ref('campaign_outcomes') }}

),

campaign_windows as (

    select * from {{ ref('int_campaign_windows') }}

),

campaign_assignments as (

    select * from {{ ref('int_campaign_assignments') }}

),

campaign_events as (

    select
        outcomes.campaign_id,
        outcomes.event_id,
        outcomes.user_id,
        outcomes.booking_id,
        outcomes.event_type,
        outcomes.occurred_at,
        outcomes.perk_code,
        outcomes.revenue_usd,
        outcomes.cost_usd,
        assignments.arm,
        {{ days_between(
            'cast(windows.assigned_at as date)',
            'cast(outcomes.occurred_at as date)'
        ) }} as day_number,
        case
            when windows.campaign_id is null then 'unknown_campaign'
            when assignments.user_id is null then 'user_not_assigned'
            when
                outcomes.event_type
                not in ('delivered', 'redeemed', 'booked', 'cancelled')
                then 'unknown_event_type'
            when outcomes.occurred_at < windows.assigned_at
                then 'before_sending'
            when
                assignments.arm = 'nothing'
                and outcomes.event_type in ('delivered', 'redeemed')
                then 'sent_to_holdout'
        end as problem
    from campaign_outcomes as outcomes
    left join campaign_windows as windows
        on outcomes.campaign_id = windows.campaign_id
    left join campaign_assignments as assignments
        on
            outcomes.campaign_id = assignments.campaign_id
            and outcomes.user_id = assignments.user_id

)

select * from campaign_events
