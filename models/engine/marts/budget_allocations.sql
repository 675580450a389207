-- One row per user of the cohort who may be contacted: the perk that the budget
-- of var campaign_budget_usd is best spent on; null for none.
with

budget_allocations as (

    select
        user_id,
        perk_code,
        expected_cost_usd,
        expected_net_value_usd,
        shadow_price,
        cast({{ tojson(var('campaign_budget_usd')) }} as double) as budget_usd
    from {{ ref('int_budget_allocations') }}

)

select * from budget_allocations
