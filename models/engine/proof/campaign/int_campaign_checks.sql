-- One row per check of a campaign: whether what is read of it can be believed,
-- and whether it may be read yet.
with

campaign_windows as (

    select * from {{ ref('int_campaign_windows') }}

),

arm_sizes as (

    select * from {{ ref('int_campaign_arm_sizes') }}

),

event_counts as (

    select * from {{ ref('int_campaign_event_counts') }}

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

campaign_checks as (

    select
        campaign_id,
        'sample_ratio_p_value' as check_name,
        'sample_ratio_limits' as limit_name,
        {{ chi_square_tail('chi_square', 'degrees') }} as value
    from arm_sizes

    -- Users or outcomes that were lost would read as no effect.
    {%- for check_name, count in [
        ('assigned_users_missing', 'missing_count'),
        ('arms_without_events', 'silent_arm_count'),
    ] %}

    union all

    select
        campaign_id,
        '{{ check_name }}' as check_name,
        'none' as limit_name,
        cast({{ count }} as double) as value
    from arm_sizes
    {%- endfor %}
    {% for problem in campaign_event_problems() %}
    union all

    select
        campaign_id,
        'events_{{ problem }}' as check_name,
        'campaign_event_limits' as limit_name,
        cast({{ problem }}_count as double) / nullif(event_count, 0) as value
    from event_counts
    {% endfor %}
    union all

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

    union all

    select
        campaign_id,
        'outcomes_complete' as check_name,
        'horizon' as limit_name,
        cast(complete_days as double) as value
    from campaign_windows

)

select * from campaign_checks
