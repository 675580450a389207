-- One row per user and perk that is the best for the user at some price of a
-- dollar of the budget: below price, down to that of the user's next.
with

offer_values as (

    select * from {{ ref('int_offer_values') }}

),

perk_terms as (

    select * from {{ ref('int_perk_terms') }}

),

price_offers as (

    {% for signal in signals() -%}
    select
        offers.user_id,
        perk_terms.{{ signal.name }}_perk_code as perk_code,
        offers.{{ signal.name }}_cost as expected_cost_usd,
        offers.{{ signal.name }}_net as expected_net_value_usd,
        {{ price_of_offer(signal.name, loop.index0) }} as price,
        {{ price_of_dearer_offer(signal.name) }} as next_price
    from offer_values as offers
    cross join perk_terms
    where offers.{{ signal.name }}_net > 0
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

offer_steps as (

    select
        user_id,
        perk_code,
        expected_cost_usd,
        expected_net_value_usd,
        price
    from price_offers
    where price > next_price

)

select * from offer_steps
