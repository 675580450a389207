-- One row per campaign that is planned or sent, stratum and arm: its users,
-- before the draw as many as are to be expected.
with

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

assignments as (

    select * from {{ ref('int_campaign_assignments') }}

),

-- A campaign that should have been sent by now is not planned any more.
campaigns as (

    select planned.*
    from {{ ref('campaigns') }} as planned
    cross join active_window
    where
        planned.starts_on > active_window.as_of_date
        and planned.campaign_id not in (
            select assignments.campaign_id from assignments
        )

),

users as (

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
    where choices.is_in_cohort

),

left_out_users as (

    {{ users_left_out_of_campaigns() }}

),

-- Before the draw every user is in each arm by its share.
share_users_out as (

    {% for arm in campaign_arms() -%}
    select
        campaigns.campaign_id,
        users.perk_code as stratum_perk,
        '{{ arm }}' as arm,
        campaigns.{{ arm }}_share as user_share
    from campaigns
    cross join users
    left join left_out_users as left_out
        on
            campaigns.campaign_id = left_out.campaign_id
            and users.user_id = left_out.user_id
    where left_out.user_id is null
    union all
    {% endfor -%}
    select
        campaign_id,
        stratum_perk,
        arm,
        cast(1 as double) as user_share
    from assignments

),

campaign_sizes as (

    {% for stratum in ["'all'", 'stratum_perk'] -%}
    select
        campaign_id,
        {{ stratum }} as stratum,
        arm,
        sum(user_share) as user_count
    from share_users_out
    group by
        campaign_id,
        {{ stratum ~ ',' if not loop.first }}
        arm
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from campaign_sizes
