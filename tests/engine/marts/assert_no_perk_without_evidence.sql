-- Fails when a user is offered a perk, first or second, that nothing they did
-- speaks for, unless it is the fallback and called so.
{{ config(tags=['weekly']) }}
with

offered_perks as (

    select
        user_id,
        primary_perk as perk_code
    from {{ ref('user_perks') }}
    where not is_fallback
    union all
    select
        user_id,
        second_perk as perk_code
    from {{ ref('user_perks') }}
    where second_perk is not null

),

affinities as (

    select
        user_id,
        perk_code
    from {{ ref('user_perk_affinities') }}
    where has_evidence

)

select
    offered_perks.user_id,
    offered_perks.perk_code
from offered_perks
left join affinities
    on
        offered_perks.user_id = affinities.user_id
        and offered_perks.perk_code = affinities.perk_code
where affinities.user_id is null
