-- One row per active perk: how many users to invite, and where their list is.
with

perk_costs as (

    select * from {{ ref('panel_perk_costs') }}

),

user_files as (

    select path from {{ ref('dashboard_user_files') }}

),

lists as (

    select
        perk_code,
        perk_name,
        priority,
        cast(sum(invited_user_count) as bigint) as invited_user_count,
        cast(sum(holdout_user_count) as bigint) as holdout_user_count,
        sum(expected_cost_usd) as expected_cost_usd
    from perk_costs
    group by
        perk_code,
        perk_name,
        priority

),

perk_lists as (

    select
        lists.perk_code,
        lists.perk_name,
        lists.priority,
        lists.invited_user_count,
        lists.holdout_user_count,
        lists.expected_cost_usd,
        user_files.path as list_path
    from lists
    left join user_files
        on user_files.path = 'perks/' || lists.perk_code || '.js'

)

select * from perk_lists
