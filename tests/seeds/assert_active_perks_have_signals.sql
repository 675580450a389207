-- Fails when nothing speaks for an active perk, or the weights of the signals
-- of an alternative do not add up to 1.
with

perk_signals as (

    select
        perk_code,
        alternative,
        sum(weight) as weight
    from {{ ref('perk_signals') }}
    group by
        perk_code,
        alternative

)

select
    perk_catalogue.perk_code,
    perk_signals.alternative,
    perk_signals.weight
from {{ ref('perk_catalogue') }} as perk_catalogue
left join perk_signals
    on perk_catalogue.perk_code = perk_signals.perk_code
where
    perk_catalogue.is_active
    and (
        perk_signals.perk_code is null
        or abs(perk_signals.weight - 1) > 1e-9
    )
