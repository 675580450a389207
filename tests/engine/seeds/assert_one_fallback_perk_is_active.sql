-- Fails when users without evidence would get no perk, or several: not exactly
-- one active perk is the fallback.
with

fallback_perks as (

    select count(*) as fallback_count from {{ ref('perk_catalogue') }}
    where is_active and is_fallback

)

select fallback_count from fallback_perks
where fallback_count != 1
