-- One row per group of users and perk: how many to invite, and at what cost.
with

perk_lists as (

    select * from {{ ref('panel_perk_lists') }}

),

users_by_perk as (

    select
        user_group,
        perk_name,
        priority,
        invited_user_count,
        expected_cost_usd
    from perk_lists

)

select * from users_by_perk
