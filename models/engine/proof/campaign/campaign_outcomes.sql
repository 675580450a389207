-- One row per event of a campaign, as the engine takes it: what was sent, used,
-- bought and taken back, and for how much.
with

campaign_events as (

    select * from {{ ref('stg_engine__campaign_events') }}

),

campaign_outcomes as (

    select
        campaign_id,
        event_id,
        user_id,
        booking_id,
        event_type,
        occurred_at,
        perk_code,
        revenue_usd,
        cost_usd
    from campaign_events

)

select * from campaign_outcomes
