-- One row per active perk: whom the budget gives it, and what that would bring
-- by the catalogue's assumptions.
with

allocations as (

    select
        perk_code,
        count(*) as user_count,
        {{ exact_sum('expected_cost_usd') }} as expected_cost_usd,
        {{ exact_sum('expected_net_value_usd') }} as expected_net_value_usd
    from {{ ref('budget_allocations') }}
    group by perk_code

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}
    where is_active

),

next_perks as (

    select
        perk_catalogue.priority as place,
        perk_catalogue.perk_name,
        perk_catalogue.unit_cost_usd,
        perk_catalogue.assumed_value_usd,
        coalesce(allocations.user_count, 0) as user_count,
        coalesce(allocations.expected_cost_usd, 0) as expected_cost_usd,
        coalesce(allocations.expected_net_value_usd, 0)
            as expected_net_value_usd
    from perk_catalogue
    left join allocations
        on perk_catalogue.perk_code = allocations.perk_code

)

select * from next_perks
