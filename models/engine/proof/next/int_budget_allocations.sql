-- One row per user of the cohort who may be contacted: the perk that is best at
-- the price at which the budget is used up; null if no perk is worth that.
with

budget_steps as (

    select
        *,
        {% if var('campaign_budget_usd') is none -%}
        true
        {%- else -%}
        spent_usd <= {{ var('campaign_budget_usd') }}
        {%- endif %} as is_within_budget
    from {{ ref('int_budget_steps') }}

),

users as (

    select user_id from {{ ref('int_offer_values') }}

),

shadow_price as (

    select coalesce(max(price), 0) as shadow_price
    from budget_steps
    where not is_within_budget

),

number_steps_within_budget as (

    select
        *,
        row_number() over (partition by user_id order by price asc) as place
    from budget_steps
    where is_within_budget

),

budget_allocations as (

    select
        users.user_id,
        steps.perk_code,
        coalesce(steps.expected_cost_usd, 0) as expected_cost_usd,
        coalesce(steps.expected_net_value_usd, 0) as expected_net_value_usd,
        shadow_price.shadow_price
    from users
    cross join shadow_price
    left join number_steps_within_budget as steps
        on users.user_id = steps.user_id and steps.place = 1

)

select * from budget_allocations
