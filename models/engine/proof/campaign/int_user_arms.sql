-- One row per user with a session in the window: what the user was drawn for,
-- by the campaign that runs on the as-of day (the last one sent, where there
-- are several), else by the holdout; who must not be contacted is in no arm.
with

users as (

    select user_id from {{ ref('user_measures') }}

),

campaign_assignments as (

    select * from {{ ref('int_campaign_assignments') }}

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
        assignments.arm,
        assignments.perk_code,
        assignments.propensity,
        row_number() over (
            partition by assignments.user_id
            order by
                assignments.assigned_at desc,
                assignments.campaign_id asc
        ) as place
    from campaign_assignments as assignments
    cross join active_window
    where
        {{ days_between(
            'cast(assignments.assigned_at as date)', 'active_window.as_of_date'
        ) }} < assignments.horizon_days

),

draw_users as (

    select
        users.user_id,
        numbered.perk_code as campaign_perk_code,
        numbered.propensity,
        case
            when suppressed_users.user_id is not null then 'suppressed'
            when numbered.arm is not null then numbered.arm
            when {{ is_held_out('users.user_id') }} then 'holdout'
            else 'chosen_perk'
        end as arm,
        numbered.user_id is not null as is_in_campaign
    from users
    left join number_campaigns_of_a_user as numbered
        on users.user_id = numbered.user_id and numbered.place = 1
    left join suppressed_users
        on users.user_id = suppressed_users.user_id

),

user_arms as (

    select
        user_id,
        arm,
        is_in_campaign,
        case when arm != 'suppressed' then campaign_perk_code end
            as campaign_perk_code,
        arm in ('holdout', 'nothing') as is_holdout,
        arm in ('holdout', 'nothing', 'suppressed') as is_left_out,
        case
            when arm = 'suppressed' then cast(1 as double)
            when is_in_campaign then propensity
            when arm = 'holdout'
                then cast({{ var('holdout_percent') }} as double) / 100
            else cast(100 - {{ var('holdout_percent') }} as double) / 100
        end as propensity
    from draw_users

)

select * from user_arms
