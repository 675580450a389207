-- One row per user with a session in the window and active perk.
with

scores as (

    select * from {{ ref('int_user_perk_scores') }}

),

user_perk_affinities as (

    select
        user_id,
        perk_code,
        raw_value,
        has_evidence,
        own_affinity,
        segment_affinity,
        affinity,
        perk_rank
    from scores

)

select * from user_perk_affinities
