-- One row per campaign and check: whether its effects can be believed, and
-- whether they may be read yet.
with

checks as (

    select * from {{ ref('int_campaign_checks') }}

),

campaign_windows as (

    select * from {{ ref('int_campaign_windows') }}

),

limits as (

    {% for name, (side, warn_at, fail_at) in quality_limits().items()
        if name in [
            'none', 'sample_ratio_limits', 'campaign_event_limits',
            'withdrawn_perk_limits',
        ] -%}
    select
        '{{ name }}' as limit_name,
        '{{ side }}' as expected_side,
        cast({{ tojson(warn_at) }} as double) as warn_at,
        cast({{ tojson(fail_at) }} as double) as fail_at
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

judge_checks as (

    select
        checks.campaign_id,
        checks.check_name,
        checks.value,
        limits.expected_side,
        coalesce(limits.fail_at, windows.horizon_days) as limit_value,
        case
            when checks.value is null and windows.read_share < 1
                then 'too_early'
            when checks.limit_name != 'horizon' then {{ check_status(
                'checks.value',
                'limits.expected_side',
                'limits.warn_at',
                'limits.fail_at'
            ) }}
            when checks.value >= windows.horizon_days then 'pass'
            else 'too_early'
        end as status,
        coalesce(windows.is_generated, false) as is_generated
    from checks
    left join limits
        on checks.limit_name = limits.limit_name
    left join campaign_windows as windows
        on checks.campaign_id = windows.campaign_id

),

campaign_checks as (

    select
        campaign_id,
        check_name,
        value,
        coalesce(expected_side, 'at least') as expected_side,
        limit_value as "limit",
        status,
        is_generated
    from judge_checks

)

select * from campaign_checks
