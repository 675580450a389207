-- One row per campaign: how far the sizes of its arms are from what was drawn,
-- among the users whom the data still know, how many they do not know, and in
-- how many arms nobody booked although that is improbable.
{%- set is_expected = 'arms.expected_count >= '
    ~ var('expected_user_minimum') %}
with

-- Where nobody booked at all, as many should have as do without a campaign.
expect_rates as (

    select
        windows.campaign_id,
        windows.read_days,
        coalesce(max(base_rates.base_rate), 1) as base_rate
    from {{ ref('int_campaign_windows') }} as windows
    left join {{ optional_model('base_rates') }} as base_rates
        on windows.read_days >= 7 * base_rates.weeks
    group by
        windows.campaign_id,
        windows.read_days

),

count_users_of_an_arm as (

    select
        campaign_id,
        arm,
        max(arm_propensity) as arm_propensity,
        sum(booked) as booked_count,
        count(*) as assigned_count,
        {{ count_where('is_present') }} as present_count
    from {{ ref('int_campaign_users') }}
    group by
        campaign_id,
        arm

),

-- What the shares of the arms leave over is that of arms without a user.
add_missing_arms as (

    select * from count_users_of_an_arm

    union all

    select
        campaign_id,
        cast(null as varchar) as arm,
        1 - {{ exact_sum('arm_propensity') }} as arm_propensity,
        0 as booked_count,
        0 as assigned_count,
        0 as present_count
    from count_users_of_an_arm
    group by campaign_id

),

expect_users_of_an_arm as (

    select
        *,
        arm_propensity * sum(present_count) over campaign as expected_count,
        sum(booked_count) over campaign
        / sum(assigned_count) over campaign as booked_rate
    from add_missing_arms
    window campaign as (partition by campaign_id)

),

campaign_arm_sizes as (

    select
        arms.campaign_id,
        coalesce({{ exact_sum(
            'case when ' ~ is_expected
            ~ ' then pow(arms.present_count - arms.expected_count, 2)'
            ~ ' / arms.expected_count end'
        ) }}, 0) as chi_square,
        greatest(0, {{ count_where(is_expected) }} - 1) as degrees,
        sum(arms.assigned_count) as assigned_count,
        sum(case when arms.arm = 'nothing' then arms.assigned_count end)
            as holdout_count,
        case
            when max(rates.read_days) > 0
                then {{ count_where(is_silent_arm()) }}
        end as silent_arm_count,
        sum(arms.assigned_count - arms.present_count) as missing_count
    from expect_users_of_an_arm as arms
    inner join expect_rates as rates
        on arms.campaign_id = rates.campaign_id
    group by arms.campaign_id

)

select * from campaign_arm_sizes
