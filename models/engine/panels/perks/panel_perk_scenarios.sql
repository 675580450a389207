-- One row per group of users and order in which perks suit them: enough to work
-- out who gets what when a perk is dropped. Of an order that suits few users
-- only the first perk is said.
with

perk_groups as (

    select * from {{ ref('dashboard_perk_groups') }}
    where is_invited

),

count_users_of_an_order as (

    select
        user_group,
        ranked_perks,
        split_part(ranked_perks, '>', 1) as first_perk,
        sum(user_count) as user_count,
        {{ exact_sum('spend_usd') }} as spend_usd
    from perk_groups
    group by
        user_group,
        ranked_perks

),

shorten_rare_orders as (

    select
        user_group,
        case
            when
                {{ why_withheld(
                    'user_count', 'ranked_perks', 'user_group, first_perk'
                ) }} is null
                then ranked_perks
            else first_perk
        end as ranked_perks,
        user_count,
        spend_usd
    from count_users_of_an_order

),

perk_scenarios as (

    select
        user_group,
        ranked_perks,
        cast(sum(user_count) as bigint) as user_count,
        case
            when sum(user_count) >= {{ var('smallest_published_cell') }}
                then {{ exact_sum('spend_usd') }}
        end as spend_usd
    from shorten_rare_orders
    group by
        user_group,
        ranked_perks

)

select * from perk_scenarios
