-- One row per active perk: who asked for it, and who got it.
with

placements as (

    select
        user_id,
        primary_perk,
        refused_perks,
        affinity_lost
    from {{ ref('int_user_perk_placements') }}
    where not {{ is_held_out('user_id') }}

),

perk_catalogue as (

    select
        perk_code,
        capacity
    from {{ ref('perk_catalogue') }}
    where is_active

),

placed_users as (

    select
        primary_perk as perk_code,
        count(*) as user_count
    from placements
    where primary_perk is not null
    group by primary_perk

),

refusals as (

    select
        unnest(refused_perks) as perk_code,
        unnest(range(1, len(refused_perks) + 1)) as place,
        affinity_lost
    from placements

),

-- A user is displaced from, and loses affinity to, the perk of their choice.
refused_users as (

    select
        perk_code,
        count(*) as user_count,
        count(*) filter (where place = 1) as displaced_user_count,
        cast(sum(
            case
                when place = 1 then cast(affinity_lost as decimal(18, 12))
            end
        ) as double) as affinity_lost
    from refusals
    group by perk_code

),

perk_placements as (

    select
        perk_catalogue.perk_code,
        cast(perk_catalogue.capacity as integer) as capacity,
        coalesce(placed_users.user_count, 0)
        + coalesce(refused_users.user_count, 0) as proposal_count,
        coalesce(placed_users.user_count, 0) as placed_user_count,
        coalesce(refused_users.displaced_user_count, 0)
            as displaced_user_count,
        coalesce(refused_users.affinity_lost, 0) as affinity_lost
    from perk_catalogue
    left join placed_users
        on perk_catalogue.perk_code = placed_users.perk_code
    left join refused_users
        on perk_catalogue.perk_code = refused_users.perk_code

)

select * from perk_placements
