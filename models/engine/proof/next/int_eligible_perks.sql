-- One row per user of the cohort who may be contacted and perk that the user
-- may be sent.
with

offer_values as (

    select * from {{ ref('int_offer_values') }}

),

perk_terms as (

    select * from {{ ref('int_perk_terms') }}

),

eligible_perks as (

    {% for signal in signals() -%}
    select
        offers.user_id,
        perk_terms.{{ signal.name }}_perk_code as perk_code
    from offer_values as offers
    cross join perk_terms
    where offers.{{ signal.name }}_cost is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from eligible_perks
