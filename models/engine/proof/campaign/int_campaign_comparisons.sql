-- One row per campaign, stratum, outcome and arm: what the arm did more than
-- the one it is compared with, and where the truth probably lies.
with

campaign_totals as (

    select
        *,
        total / user_count as value_per_user,
        case
            when is_share
                then total / user_count * (1 - total / user_count)
            else {{ sample_variance('user_count', 'total', 'total_squares') }}
        end as variance
    from {{ ref('int_campaign_totals') }}

),

campaign_windows as (

    select * from {{ ref('int_campaign_windows') }}

),

compare_arms as (

    select
        arms.campaign_id,
        arms.stratum_kind,
        arms.stratum,
        arms.outcome,
        arms.is_share,
        arms.arm,
        arms.user_count,
        arms.event_count,
        arms.value_per_user,
        arms.variance / arms.user_count as squared_error,
        others.arm as reference_arm,
        others.user_count as reference_user_count,
        others.event_count as reference_event_count,
        others.value_per_user as reference_value_per_user,
        others.variance / others.user_count as reference_squared_error,
        arms.value_per_user - others.value_per_user as uplift,
        windows.limit_in_errors,
        -- How users vary is not known from a handful of them.
        case
            when
                arms.user_count >= {{ var('arm_user_minimum') }}
                and others.user_count >= {{ var('judged_user_minimum') }}
                then {{ detectable_difference(
                    'nullif(others.variance, 0)',
                    'arms.user_count',
                    'others.user_count',
                    'windows.limit_in_errors * sqrt(windows.read_share)'
                ) }}
        end as detectable_uplift
    from campaign_totals as arms
    inner join campaign_windows as windows
        on arms.campaign_id = windows.campaign_id
    inner join campaign_totals as others
        on
            arms.campaign_id = others.campaign_id
            and arms.stratum_kind = others.stratum_kind
            and arms.stratum = others.stratum
            and arms.outcome = others.outcome
            and windows.reference_arm = others.arm
            and arms.arm != others.arm

),

campaign_comparisons as (

    select
        *,
        {{ uplift_bound(-1) }} as lower,
        {{ uplift_bound(1) }} as upper,
        {%- set stratum_of = 'campaign_id, stratum_kind, outcome, arm' %}
        coalesce(
            {{ why_withheld('user_count', 'stratum', stratum_of) }},
            {{ why_withheld('reference_user_count', 'stratum', stratum_of) }}
        ) as withheld_because
    from compare_arms

)

select * from campaign_comparisons
