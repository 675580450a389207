-- One row per group of users, first and second choice, rare ones as one.
with

perk_groups as (

    select * from {{ ref('dashboard_perk_groups') }}

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}

),

count_users_of_a_choice as (

    select
        perk_groups.user_group,
        first_perks.perk_name as first_choice,
        coalesce(second_perks.perk_name, 'None') as second_choice,
        sum(perk_groups.user_count) as user_count
    from perk_groups
    inner join perk_catalogue as first_perks
        on perk_groups.primary_perk = first_perks.perk_code
    left join perk_catalogue as second_perks
        on perk_groups.second_perk = second_perks.perk_code
    group by
        perk_groups.user_group,
        first_perks.perk_name,
        second_perks.perk_name

),

fold_rare_choices as (

    select
        user_group,
        first_choice,
        case
            when
                {{ why_withheld(
                    'user_count', 'second_choice', 'user_group, first_choice'
                ) }} is null
                then second_choice
            else 'Others'
        end as second_choice,
        user_count
    from count_users_of_a_choice

),

perk_choices as (

    select
        user_group,
        first_choice,
        second_choice,
        cast(sum(user_count) as bigint) as user_count
    from fold_rare_choices
    group by
        user_group,
        first_choice,
        second_choice
    having sum(user_count) >= {{ var('smallest_published_cell') }}

)

select * from perk_choices
