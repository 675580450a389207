-- One row per segment and active perk: the mean affinity of its members, who
-- are the users of the cohort.
with

affinities as (

    select
        user_id,
        perk_code,
        own_affinity
    from {{ ref('int_user_perk_affinities') }}

),

users_segmented as (

    select
        user_id,
        segment_key
    from {{ ref('int_users_segmented') }}
    where is_in_cohort

),

segment_affinities as (

    select
        users_segmented.segment_key,
        affinities.perk_code,
        count(*) as user_count,
        cast(
            sum(cast(affinities.own_affinity as decimal(18, 12))) as double
        ) / count(*) as segment_affinity
    from users_segmented
    inner join affinities
        on users_segmented.user_id = affinities.user_id
    group by
        users_segmented.segment_key,
        affinities.perk_code

)

select * from segment_affinities
