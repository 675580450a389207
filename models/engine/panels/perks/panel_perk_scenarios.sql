-- One row per group of users and order in which perks suit them: enough to work
-- out who gets what when a perk is dropped.
with

perk_groups as (

    select * from {{ ref('dashboard_perk_groups') }}
    where is_invited

),

perk_scenarios as (

    select
        user_group,
        ranked_perks,
        cast(sum(user_count) as bigint) as user_count,
        {{ exact_sum('spend_usd') }} as spend_usd
    from perk_groups
    group by
        user_group,
        ranked_perks

)

select * from perk_scenarios
