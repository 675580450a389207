-- One row per group of users and active perk: how many users to invite.
with

perk_costs as (

    select * from {{ ref('panel_perk_costs') }}

),

perk_lists as (

    select
        user_group,
        perk_code,
        perk_name,
        priority,
        invited_user_count
        + holdout_user_count
        + coalesce(left_out_user_count, 0) as user_count,
        invited_user_count,
        holdout_user_count,
        left_out_user_count,
        expected_cost_usd
    from perk_costs

)

select * from perk_lists
