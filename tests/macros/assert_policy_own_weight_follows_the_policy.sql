-- Fails when the user's own behaviour weighs anything but what the policy in
-- force says; half, if blended, with as many trips as var blend_strength.
{%- set policy = var('perk_policy') %}
{%- set expected = {'blended': 0.5, 'individual': 1, 'segment': 0}[policy] %}
with

weights as (

    select
        {{ policy_own_weight(var('blend_strength')) }} as own_weight,
        {{ policy_own_weight('0') }} as untried_weight

)

select
    own_weight,
    untried_weight
from weights
where
    own_weight is distinct from {{ expected }}
    or untried_weight is distinct from {{ 1 if policy == 'individual' else 0 }}
