-- One row per campaign and user, invited or not: what the user did between the
-- sending and the day up to which the campaign is read. Events of the holdout
-- count, whatever it was sent: users stay in the arm they were drawn into.
with

campaign_assignments as (

    select * from {{ ref('int_campaign_assignments') }}

),

campaign_windows as (

    select * from {{ ref('int_campaign_windows') }}

),

events_in_time as (

    select
        events.*,
        events.booking_id is not null and max(
            case when events.event_type = 'cancelled' then 1 else 0 end
        ) over (
            partition by events.campaign_id, events.user_id, events.booking_id
        ) = 1 as is_taken_back
    from {{ ref('int_campaign_events') }} as events
    inner join campaign_windows
        on
            events.campaign_id = campaign_windows.campaign_id
            and events.day_number < campaign_windows.read_days
    where events.problem is null or events.problem = 'sent_to_holdout'

),

count_events_of_a_user as (

    select
        campaign_id,
        user_id,
        {%- for event_type in ['booked', 'cancelled', 'redeemed'] %}
        max(case when event_type = '{{ event_type }}' then 1.0 else 0.0 end)
            as {{ event_type }},
        {%- endfor %}
        {{ sum_where('revenue_usd', "event_type = 'booked'", 'double') }}
            as revenue_usd,
        {{ sum_where(
            'revenue_usd', "event_type = 'booked' and not is_taken_back",
            'double'
        ) }} as kept_revenue_usd,
        cast(sum(coalesce(cost_usd, 0)) as double) as cost_usd
    from events_in_time
    group by
        campaign_id,
        user_id

),

users_still_there as (

    select user_id from {{ ref('user_measures') }}

),

campaign_users as (

    select
        assignments.campaign_id,
        assignments.user_id,
        assignments.stratum_perk,
        assignments.segment_key,
        assignments.arm,
        assignments.perk_code,
        assignments.propensity,
        assignments.arm_propensity,
        users_still_there.user_id is not null as is_present,
        {%- for outcome in campaign_outcome_names()
            if outcome != 'net_value_usd' %}
        coalesce(events.{{ outcome }}, 0) as {{ outcome }},
        {%- endfor %}
        coalesce(events.kept_revenue_usd, 0) - coalesce(events.cost_usd, 0)
            as net_value_usd
    from campaign_assignments as assignments
    left join count_events_of_a_user as events
        on
            assignments.campaign_id = events.campaign_id
            and assignments.user_id = events.user_id
    left join users_still_there
        on assignments.user_id = users_still_there.user_id

)

select * from campaign_users
