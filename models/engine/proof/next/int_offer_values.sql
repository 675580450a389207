-- One row per user of the cohort who may be contacted: by each signal, what
-- offering its perk would probably cost, and bring beyond that. Who does it
-- twice as often as everybody is taken to redeem it twice as often.
with

users as (

    select
        {%- for signal in signals() %}
        standings.{{ signal.name }}_rate,
        {%- endfor %}
        measures.user_id,
        measures.experience_count
    from {{ ref('user_measures') }} as measures
    inner join {{ ref('int_user_standings') }} as standings
        on measures.user_id = standings.user_id
    left join {{ ref('suppressed_users') }} as suppressed_users
        on measures.user_id = suppressed_users.user_id
    where measures.is_in_cohort and suppressed_users.user_id is null

),

perk_terms as (

    select * from {{ ref('int_perk_terms') }}

),

model_space as (

    select * from {{ ref('int_model_space') }}

),

-- Without an active perk they are null, and so is what follows.
perk_economics as (

    select
        {%- for signal in signals() %}
        {%- for column in [
            'assumed_redemption_rate', 'assumed_value_usd', 'unit_cost_usd',
        ] %}
        max(case when signal = '{{ signal.name }}' then {{ column }} end)
            as {{ signal.name }}_{{ column }},
        {%- endfor %}
        {%- endfor %}
        count(*) as perk_count
    from {{ ref('perk_catalogue') }}
    where is_active

),

expect_redemptions as (

    select
        {%- for signal in signals() %}
        {%- set name = signal.name %}
        case
            when {{ is_eligible(name) }}
                then least(
                    1,
                    economics.{{ name }}_assumed_redemption_rate
                    * coalesce(
                        users.{{ name }}_rate
                        / nullif(model_space.{{ name }}_rate, 0), 1
                    )
                )
        end as {{ name }}_redemption,
        economics.{{ name }}_unit_cost_usd,
        economics.{{ name }}_assumed_value_usd,
        {%- endfor %}
        users.user_id
    from users
    cross join perk_terms
    cross join model_space
    cross join {{ ref('int_active_window') }} as active_window
    cross join perk_economics as economics

),

offer_values as (

    select
        {%- for signal in signals() %}
        {%- set name = signal.name %}
        {{ name }}_redemption * {{ name }}_unit_cost_usd as {{ name }}_cost,
        {{ name }}_redemption
        * ({{ name }}_assumed_value_usd - {{ name }}_unit_cost_usd)
            as {{ name }}_net,
        {%- endfor %}
        user_id
    from expect_redemptions

)

select * from offer_values
