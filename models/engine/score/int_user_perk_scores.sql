-- One row per user and active perk: own affinity and that of the segment in
-- one score. The more trips a user has booked, the more the own one weighs.
with

affinities as (

    select * from {{ ref('int_user_perk_affinities') }}

),

users_measured as (

    select
        user_id,
        booked_trip_count
    from {{ ref('int_users_measured') }}

),

users_segmented as (

    select
        user_id,
        segment_key
    from {{ ref('int_users_segmented') }}

),

segment_affinities as (

    select * from {{ ref('int_segment_affinities') }}

),

perk_catalogue as (

    select
        perk_code,
        weight,
        priority
    from {{ ref('perk_catalogue') }}

),

weighed as (

    select
        affinities.user_id,
        affinities.perk_code,
        affinities.raw_value,
        affinities.leading_signal,
        affinities.leading_percentile,
        affinities.has_evidence,
        affinities.own_affinity,
        coalesce(segment_affinities.segment_affinity, 0) as segment_affinity,
        {{ policy_own_weight('users_measured.booked_trip_count') }}
            as own_weight,
        perk_catalogue.weight as perk_weight,
        perk_catalogue.priority
    from affinities
    inner join users_measured
        on affinities.user_id = users_measured.user_id
    inner join users_segmented
        on affinities.user_id = users_segmented.user_id
    inner join perk_catalogue
        on affinities.perk_code = perk_catalogue.perk_code
    left join segment_affinities
        on
            users_segmented.segment_key = segment_affinities.segment_key
            and affinities.perk_code = segment_affinities.perk_code

),

scored as (

    select
        user_id,
        perk_code,
        raw_value,
        leading_signal,
        leading_percentile,
        has_evidence,
        own_affinity,
        segment_affinity,
        case
            when has_evidence
                then
                    (
                        own_weight * own_affinity
                        + (1 - own_weight) * segment_affinity
                    ) * perk_weight
            else 0
        end as affinity,
        priority
    from weighed

),

user_perk_scores as (

    select
        user_id,
        perk_code,
        raw_value,
        leading_signal,
        leading_percentile,
        has_evidence,
        own_affinity,
        segment_affinity,
        affinity,
        cast(row_number() over (
            partition by user_id
            order by
                affinity desc,
                has_evidence desc,
                priority asc
        ) as integer) as perk_rank
    from scored

)

select * from user_perk_scores
