-- Fails when an active perk names a signal that nobody measures: it could
-- never be chosen.
with

perk_catalogue as (

    select
        perk_code,
        signal
    from {{ ref('perk_catalogue') }}
    where is_active

),

signals as (

    select perk_code from {{ ref('int_signals') }}

)

select
    perk_catalogue.perk_code,
    perk_catalogue.signal
from perk_catalogue
left join signals
    on perk_catalogue.perk_code = signals.perk_code
where signals.perk_code is null
