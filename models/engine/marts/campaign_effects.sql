-- One row per campaign, stratum, outcome and arm: what the arm did more than
-- the one it is compared with, and whether that may be read yet. What may not,
-- or cannot be believed, is null, so that nobody reads it.
with

campaign_comparisons as (

    select * from {{ ref('int_campaign_comparisons') }}

),

campaign_windows as (

    select * from {{ ref('int_campaign_windows') }}

),

failed_checks as (

    {{ failed_campaigns() }}

),

expect_rate as (

    select
        campaign_windows.campaign_id,
        max(base_rates.base_rate) as base_rate,
        max(base_rates.user_count) as user_count
    from campaign_windows
    left join {{ optional_model('base_rates') }} as base_rates
        on campaign_windows.horizon_days >= 7 * base_rates.weeks
    group by campaign_windows.campaign_id

),

judge_comparisons as (

    select
        comparisons.*,
        cast(windows.assigned_at as date) as started_date,
        windows.is_generated,
        {{ detectable_by_base_rate(
            'comparisons.user_count', 'comparisons.reference_user_count'
        ) }} as expected_detectable_uplift,
        case
            when failed_checks.campaign_id is not null then 'invalid'
            when comparisons.withheld_because is not null then 'withheld'
            when windows.read_share = 1 then 'read'
            when
                windows.read_share > 0
                and (comparisons.lower > 0 or comparisons.upper < 0)
                then 'read'
            else 'too_early'
        end as status,
        windows.read_share > 0 and comparisons.withheld_because is null
            as is_readable
    from campaign_comparisons as comparisons
    inner join campaign_windows as windows
        on comparisons.campaign_id = windows.campaign_id
    inner join expect_rate as base_rates
        on comparisons.campaign_id = base_rates.campaign_id
    left join failed_checks
        on comparisons.campaign_id = failed_checks.campaign_id

),

campaign_effects as (

    select
        campaign_id,
        stratum_kind,
        stratum,
        outcome,
        arm,
        reference_arm,
        {{- unless_withheld(['user_count', 'reference_user_count']) }},
        {%- for name in ['event_count', 'reference_event_count',
            'value_per_user', 'reference_value_per_user'] %}
        case when is_readable then {{ name }} end as {{ name }},
        {%- endfor %}
        {%- for name in ['uplift', 'lower', 'upper'] %}
        case when is_readable and status != 'invalid' then {{ name }} end
            as {{ name }},
        {%- endfor %}
        case
            when is_readable then detectable_uplift
            when outcome = 'booked' and withheld_because is null
                then expected_detectable_uplift
        end as detectable_uplift,
        status,
        started_date,
        is_generated
    from judge_comparisons

)

select * from campaign_effects
