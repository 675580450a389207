-- One row per perk and change of its weight: who would get another perk.
with

perk_sensitivity as (

    select
        perk_code,
        weight_change,
        flip_rate
    from {{ ref('perk_sensitivity') }}
    union all
    -- A weight that stays as it is moves nobody.
    select distinct
        perk_code,
        cast(0 as double) as weight_change,
        cast(0 as double) as flip_rate
    from {{ ref('perk_sensitivity') }}

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}

),

named_sensitivity as (

    select
        perk_catalogue.perk_name,
        perk_sensitivity.weight_change,
        perk_sensitivity.flip_rate
    from perk_sensitivity
    inner join perk_catalogue
        on perk_sensitivity.perk_code = perk_catalogue.perk_code

)

select * from named_sensitivity
