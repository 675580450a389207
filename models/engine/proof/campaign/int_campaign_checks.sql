-- One row per check of a campaign: whether what is read of it can be believed,
-- and whether it may be read yet.
{%- set problem_shares = [] %}
{%- for problem in campaign_event_problems() %}
{%- do problem_shares.append([
    'events_' ~ problem, 'campaign_event_limits', 'event_counts',
    problem ~ '_count / cast(nullif(event_count, 0) as double)',
]) %}
{%- endfor %}
with

campaign_windows as (

    select * from {{ ref('int_campaign_windows') }}

),

arm_sizes as (

    select * from {{ ref('int_campaign_arm_sizes') }}

),

conflicts as (

    select * from {{ ref('int_campaign_conflicts') }}

),

event_counts as (

    select * from {{ ref('int_campaign_event_counts') }}

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

campaign_checks as (

    -- Users or outcomes that were lost would read as no effect, and users of
    -- two campaigns, or who are no longer sent their perk, blur it.
    {%- for check_name, limit_name, relation, value in [
        ['sample_ratio_p_value', 'sample_ratio_limits', 'arm_sizes',
            chi_square_tail('chi_square', 'degrees')],
        ['assigned_users_missing', 'none', 'arm_sizes', 'missing_count'],
        ['arms_without_events', 'none', 'arm_sizes', 'silent_arm_count'],
        ['users_in_two_campaigns', 'campaign_event_limits', 'conflicts',
            'shared_count / cast(user_count as double)'],
        ['withdrawn_perks', 'withdrawn_perk_limits', 'conflicts',
            'withdrawn_count / cast(user_count as double)'],
        ['outcomes_complete', 'horizon', 'campaign_windows', 'complete_days'],
    ] + problem_shares %}
    select
        campaign_id,
        '{{ check_name }}' as check_name,
        '{{ limit_name }}' as limit_name,
        cast({{ value }} as double) as value
    from {{ relation }}
    union all
    {%- endfor %}
    select
        arm_sizes.campaign_id,
        'holdout_users_sent' as check_name,
        'campaign_event_limits' as limit_name,
        cast(event_counts.sent_holdout_count as double)
        / arm_sizes.holdout_count as value
    from arm_sizes
    inner join event_counts
        on arm_sizes.campaign_id = event_counts.campaign_id
    where arm_sizes.holdout_count > 0

    union all

    select
        windows.campaign_id,
        'horizon_reached' as check_name,
        'horizon' as limit_name,
        {{ days_between(
            'cast(windows.assigned_at as date)', 'active_window.as_of_date'
        ) }} + 1.0 as value
    from campaign_windows as windows
    cross join active_window

)

select * from campaign_checks
