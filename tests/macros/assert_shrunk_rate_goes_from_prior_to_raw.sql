-- Fails when a rate without a trial is not the prior, with as many trials as
-- the prior's strength not half-way, or with a million not the raw rate.
{%- set strength = var('prior_strength') %}
with

rates as (

    select
        {{ shrunk_rate('0', '0', '0.25') }} as untried,
        {{ shrunk_rate(strength, strength, '0.5') }} as half_way,
        {{ shrunk_rate('1000000', '1000000', '0.25') }} as well_tried

)

select
    untried,
    half_way,
    well_tried
from rates
where
    untried is distinct from 0.25
    or half_way is distinct from 0.75
    or abs(well_tried - 1) > 1e-4
