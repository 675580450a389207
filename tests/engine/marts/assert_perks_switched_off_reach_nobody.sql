-- Fails when a perk that is not active in the catalogue is offered, second
-- choice, activated or scored.
with

active_perks as (

    select perk_code from {{ ref('perk_catalogue') }}
    where is_active

),

user_perks as (

    select
        primary_perk,
        second_perk,
        activation_perk
    from {{ ref('user_perks') }}

),

named_perks as (

    select primary_perk as perk_code from user_perks
    union
    select second_perk as perk_code from user_perks
    union
    select activation_perk as perk_code from user_perks
    union
    select perk_code from {{ ref('user_perk_affinities') }}

)

select named_perks.perk_code
from named_perks
left join active_perks
    on named_perks.perk_code = active_perks.perk_code
where
    named_perks.perk_code is not null
    and active_perks.perk_code is null
