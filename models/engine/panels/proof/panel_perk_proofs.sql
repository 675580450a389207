-- One row per active perk: whether giving it by the user's past has beaten
-- chance on earlier days, and why it may not be called certain.
with

proofs as (

    select * from {{ ref('perk_persistence') }}

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}

),

panel_perk_proofs as (

    select
        perk_catalogue.priority as place,
        perk_catalogue.perk_name,
        proofs.backtest_lift,
        proofs.backtest_lower,
        proofs.backtest_upper,
        proofs.is_high_earned,
        coalesce(proofs.why_not_high, '') as why_not_high
    from proofs
    inner join perk_catalogue
        on proofs.perk_code = perk_catalogue.perk_code

)

select * from panel_perk_proofs
