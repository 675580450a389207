-- One row per group of users and perk: how many get it, and what it may cost.
with

perk_groups as (

    select * from {{ ref('dashboard_perk_groups') }}

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}

),

users_by_perk as (

    select
        perk_groups.user_group,
        perk_catalogue.perk_name,
        cast(sum(perk_groups.user_count) as bigint) as user_count,
        sum(perk_groups.expected_cost_usd) as expected_cost_usd
    from perk_groups
    inner join perk_catalogue
        on perk_groups.primary_perk = perk_catalogue.perk_code
    group by
        perk_groups.user_group,
        perk_catalogue.perk_name

)

select * from users_by_perk
