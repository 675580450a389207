-- One row per campaign that is planned or sent, stratum and arm: its users,
-- before the draw as many as are to be expected.
with

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

campaigns as (

    select * from {{ ref('campaigns') }}

),

sent_users as (

    select
        campaign_id,
        stratum_perk,
        arm,
        cast(1 as double) as user_share
    from {{ ref('int_campaign_assignments') }}

),

sent_campaigns as (

    select distinct campaign_id from sent_users

),

invitable_users as (

    select
        choices.user_id,
        perks.perk_code
    from {{ chosen_perks() }} as choices
    inner join {{ ref('perk_catalogue') }} as perks
        on
            perks.is_active
            and case
                when choices.is_fallback then perks.is_fallback
                else choices.primary_signal = perks.signal
            end
    left join {{ ref('suppressed_users') }} as suppressed_users
        on choices.user_id = suppressed_users.user_id
    where choices.is_in_cohort and suppressed_users.user_id is null

),

-- Before the draw every user is in each arm by its share.
planned_users as (

    {% for arm in campaign_arms() -%}
    select
        campaigns.campaign_id,
        invitable_users.perk_code as stratum_perk,
        '{{ arm }}' as arm,
        campaigns.{{ arm }}_share as user_share
    from campaigns
    cross join invitable_users
    cross join active_window
    left join sent_campaigns as sent
        on campaigns.campaign_id = sent.campaign_id
    where
        sent.campaign_id is null
        and campaigns.starts_on > active_window.as_of_date
    union all
    {% endfor -%}
    select * from sent_users

),

campaign_sizes as (

    {% for stratum in ["'all'", 'stratum_perk'] -%}
    select
        campaign_id,
        {{ stratum }} as stratum,
        arm,
        sum(user_share) as user_count
    from planned_users
    group by
        campaign_id,
        {{ stratum ~ ',' if not loop.first }}
        arm
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from campaign_sizes
