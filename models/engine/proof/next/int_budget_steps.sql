-- One row per step of int_offer_steps, the most valuable dollars first, and
-- what is spent after it; of equal steps the md5 of the user decides.
with

offer_steps as (

    select * from {{ ref('int_offer_steps') }}

),

find_costs_of_steps as (

    select
        *,
        expected_cost_usd - coalesce(
            lag(expected_cost_usd) over (
                partition by user_id order by price desc
            ), 0
        ) as step_cost_usd
    from offer_steps

),

budget_steps as (

    select
        user_id,
        perk_code,
        expected_cost_usd,
        expected_net_value_usd,
        price,
        sum(step_cost_usd) over (
            order by
                price desc,
                {{ md5_number('cast(user_id as varchar)') }} asc,
                user_id asc
            rows between unbounded preceding and current row
        ) as spent_usd
    from find_costs_of_steps

)

select * from budget_steps
