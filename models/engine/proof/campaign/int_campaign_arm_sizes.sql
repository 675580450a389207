-- One row per campaign: how far the sizes of its arms are from what was drawn,
-- among the users whom the data still know, and how many they do not know.
with

campaign_users as (

    select * from {{ ref('int_campaign_users') }}

),

count_users_of_an_arm as (

    select
        campaign_id,
        arm,
        max(arm_propensity) as arm_propensity,
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
        campaign_id,
        sum(
            pow(present_count - expected_count, 2) / nullif(expected_count, 0)
        ) as chi_square,
        count(*) - 1 as degrees,
        sum(assigned_count) as assigned_count,
        sum(assigned_count - present_count) as missing_count
    from expect_users_of_an_arm
    group by campaign_id

)

select * from campaign_arm_sizes
