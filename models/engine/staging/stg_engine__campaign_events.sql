-- One row per thing that happened to a user of a campaign.
with

campaign_events as (

    {{ kept_rows('campaign_events') }}

)

select * from campaign_events
