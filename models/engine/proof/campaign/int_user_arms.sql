-- One row per user with a session in the window: what the user was drawn for,
-- by the campaign that runs on the as-of day, or will (the first, where there
-- are several: a later one never takes a user from one that runs), else by the
-- holdout; who must not be contacted is in no arm.
with

users as (

    select user_id from {{ ref('user_measures') }}

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

suppressed_users as (

    select user_id from {{ ref('suppressed_users') }}

),

number_campaigns_of_a_user as (

    select
        assignments.user_id,
        assignments.campaign_id,
        assignments.arm,
        assignments.propensity,
        -- What is switched off, or over, is sent to nobody; the draw stands.
        perks.perk_code,
        perks.unit_cost_usd * perks.assumed_redemption_rate as cost_usd,
        row_number() over (
            partition by assignments.user_id
            order by
                assignments.assigned_at asc,
                assignments.campaign_id asc
        ) as place
    from {{ ref('int_campaign_assignments') }} as assignments
    cross join active_window
    left join {{ ref('perk_catalogue') }} as perks
        on assignments.perk_code = perks.perk_code and {{ is_on_offer() }}
    where
        {{ days_between(
            'cast(assignments.assigned_at as date)', 'active_window.as_of_date'
        ) }} < assignments.horizon_days

),

draw_users as (

    select
        users.user_id,
        numbered.campaign_id,
        numbered.perk_code as campaign_perk_code,
        numbered.cost_usd as campaign_cost_usd,
        numbered.propensity,
        case
            when suppressed_users.user_id is not null then 'suppressed'
            when numbered.arm is not null then numbered.arm
            when {{ is_held_out('users.user_id') }} then 'holdout'
            else 'chosen_perk'
        end as arm
    from users
    left join number_campaigns_of_a_user as numbered
        on users.user_id = numbered.user_id and numbered.place = 1
    left join suppressed_users
        on users.user_id = suppressed_users.user_id

),

user_arms as (

    select
        user_id,
        campaign_id,
        arm,
        case when arm != 'suppressed' then campaign_perk_code end
            as campaign_perk_code,
        coalesce(case when arm != 'suppressed' then campaign_cost_usd end, 0)
            as campaign_cost_usd,
        arm in ('holdout', 'nothing') as is_holdout,
        arm in ('holdout', 'nothing', 'suppressed') as is_left_out,
        case
            when arm = 'suppressed' then cast(1 as double)
            when campaign_id is not null then propensity
            when arm = 'holdout'
                then cast({{ var('holdout_percent') }} as double) / 100
            else cast(100 - {{ var('holdout_percent') }} as double) / 100
        end as propensity
    from draw_users

)

select * from user_arms
