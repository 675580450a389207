-- One row per perk of the catalogue, switched off or on: its name, its cost,
-- what speaks for it.
with

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}

),

perks as (

    select
        perk_code,
        perk_name,
        is_active,
        is_fallback,
        signal,
        evidence_level,
        weight,
        priority,
        unit_cost_usd,
        assumed_redemption_rate,
        unit_cost_usd * assumed_redemption_rate as expected_cost_usd,
        capacity,
        segment_key,
        advice
    from perk_catalogue

)

select * from perks
