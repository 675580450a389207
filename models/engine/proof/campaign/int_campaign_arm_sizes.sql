-- One row per campaign: how far the sizes of its arms are from what was drawn,
-- among the users whom the data still know, how many they do not know, and in
-- how many arms nobody booked.
with

campaign_users as (

    select * from {{ ref('int_campaign_users') }}

),

campaign_windows as (

    select * from {{ ref('int_campaign_windows') }}

),

count_users_of_an_arm as (

    select
        campaign_id,
        arm,
        max(arm_propensity) as arm_propensity,
        max(booked) as booked,
        count(*) as assigned_count,
        {{ count_where('is_present') }} as present_count
    from campaign_users
    group by
        campaign_id,
        arm

),

expect_users_of_an_arm as (

    select
        *,
        arm_propensity * sum(present_count) over (partition by campaign_id)
            as expected_count
    from count_users_of_an_arm

),

campaign_arm_sizes as (

    select
        arms.campaign_id,
        sum(
            pow(arms.present_count - arms.expected_count, 2)
            / nullif(arms.expected_count, 0)
        ) as chi_square,
        count(*) - 1 as degrees,
        sum(arms.assigned_count) as assigned_count,
        sum(case when arms.arm = 'nothing' then arms.assigned_count end)
            as holdout_count,
        case
            when max(windows.read_days) > 0
                then {{ count_where('arms.booked = 0') }}
        end as silent_arm_count,
        sum(arms.assigned_count - arms.present_count) as missing_count
    from expect_users_of_an_arm as arms
    inner join campaign_windows as windows
        on arms.campaign_id = windows.campaign_id
    group by arms.campaign_id

)

select * from campaign_arm_sizes
