-- One row per user with a session in the window and active perk.
with

scores as (

    select * from {{ ref('int_user_perk_scores') }}

),

perk_catalogue as (

    select
        perk_code,
        evidence_level
    from {{ ref('perk_catalogue') }}

),

user_perk_affinities as (

    select
        scores.user_id,
        scores.perk_code,
        scores.raw_value,
        scores.has_evidence,
        scores.own_affinity,
        scores.segment_affinity,
        scores.affinity,
        scores.perk_rank,
        perk_catalogue.evidence_level
    from scores
    inner join perk_catalogue
        on scores.perk_code = perk_catalogue.perk_code

)

select * from user_perk_affinities
