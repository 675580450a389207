-- One row per group of users, first and second choice.
with

perk_groups as (

    select * from {{ ref('dashboard_perk_groups') }}

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}

),

perk_choices as (

    select
        perk_groups.user_group,
        first_perks.perk_name as first_choice,
        coalesce(second_perks.perk_name, 'None') as second_choice,
        cast(sum(perk_groups.user_count) as bigint) as user_count
    from perk_groups
    inner join perk_catalogue as first_perks
        on perk_groups.primary_perk = first_perks.perk_code
    left join perk_catalogue as second_perks
        on perk_groups.second_perk = second_perks.perk_code
    group by
        perk_groups.user_group,
        first_perks.perk_name,
        second_perks.perk_name

)

select * from perk_choices
