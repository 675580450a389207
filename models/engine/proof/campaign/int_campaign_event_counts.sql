-- One row per campaign that was sent, or that events name: how many events it
-- has, and how many of them are wrong. One whose file was lost has none.
with

campaign_windows as (

    select * from {{ ref('int_campaign_windows') }}

),

campaign_events as (

    select * from {{ ref('int_campaign_events') }}

),

list_campaigns as (

    select campaign_id from campaign_windows
    union distinct
    select campaign_id from campaign_events

),

campaign_event_counts as (

    select
        list_campaigns.campaign_id,
        {%- for problem in campaign_event_problems() %}
        {{ count_where("events.problem = '" ~ problem ~ "'") }}
            as {{ problem }}_count,
        {%- endfor %}
        count(distinct case
            when events.problem = 'sent_to_holdout' then events.user_id
        end) as sent_holdout_count,
        count(events.campaign_id) as event_count
    from list_campaigns
    left join campaign_events as events
        on list_campaigns.campaign_id = events.campaign_id
    group by list_campaigns.campaign_id

)

select * from campaign_event_counts
