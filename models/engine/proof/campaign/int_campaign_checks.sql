-- One row per check of a campaign: whether what is read of it can be believed,
-- and whether it may be read yet.
with

campaign_windows as (

    select * from {{ ref('int_campaign_windows') }}

),

arm_sizes as (

    select * from {{ ref('int_campaign_arm_sizes') }}

),

campaign_events as (

    select * from {{ ref('int_campaign_events') }}

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

count_events as (

    select
        campaign_id,
        {%- for problem in campaign_event_problems() %}
        {{ count_where("problem = '" ~ problem ~ "'") }}
            as {{ problem }}_count,
        {%- endfor %}
        count(*) as event_count
    from campaign_events
    group by campaign_id

),

campaign_checks as (

    select
        campaign_id,
        'sample_ratio_p_value' as check_name,
        'sample_ratio_limits' as limit_name,
        {{ chi_square_tail('chi_square', 'degrees') }} as value
    from arm_sizes

    union all

    select
        campaign_id,
        'assigned_users_missing' as check_name,
        'none' as limit_name,
        cast(missing_count as double) as value
    from arm_sizes
    {% for problem in campaign_event_problems() %}
    union all

    select
        campaign_id,
        'events_{{ problem }}' as check_name,
        'campaign_event_limits' as limit_name,
        cast({{ problem }}_count as double) / event_count as value
    from count_events
    {% endfor %}
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
