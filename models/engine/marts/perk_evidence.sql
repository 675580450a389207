-- One row per active perk: how many users of the cohort it has evidence of.
with

scores as (

    select
        user_id,
        perk_code,
        has_evidence,
        own_affinity
    from {{ ref('int_user_perk_scores') }}

),

cohort_perks as (

    select
        user_id,
        primary_perk,
        is_fallback
    from {{ ref('user_perks') }}
    where cohort_status = 'cohort'

),

perk_catalogue as (

    select
        perk_code,
        evidence_level
    from {{ ref('perk_catalogue') }}
    where is_active

),

-- Twice the middle rank of those who tie is a whole number.
ranked_users as (

    select
        scores.user_id,
        scores.perk_code,
        scores.has_evidence,
        cohort_perks.primary_perk = scores.perk_code
        and not cohort_perks.is_fallback as is_primary,
        2 * rank() over (
            partition by scores.perk_code
            order by scores.own_affinity
        ) - 1 + count(*) over (
            partition by scores.perk_code, scores.own_affinity
        ) as doubled_rank
    from scores
    inner join cohort_perks
        on scores.user_id = cohort_perks.user_id

),

counted_perks as (

    select
        perk_code,
        count(*) as user_count,
        count(*) filter (where has_evidence) as evidence_user_count,
        count(*) filter (where is_primary) as primary_user_count
    from ranked_users
    group by perk_code

),

compared_perks as (

    select
        ranked_users.perk_code,
        other_perks.perk_code as other_perk_code,
        count(*) as user_count,
        sum(ranked_users.doubled_rank) as rank_sum,
        sum(other_perks.doubled_rank) as other_sum,
        sum(
            cast(ranked_users.doubled_rank as hugeint)
            * other_perks.doubled_rank
        ) as product_sum,
        sum(
            cast(ranked_users.doubled_rank as hugeint)
            * ranked_users.doubled_rank
        ) as square_sum,
        sum(
            cast(other_perks.doubled_rank as hugeint)
            * other_perks.doubled_rank
        ) as other_square_sum
    from ranked_users
    inner join ranked_users as other_perks
        on
            ranked_users.user_id = other_perks.user_id
            and ranked_users.perk_code != other_perks.perk_code
    group by
        ranked_users.perk_code,
        other_perks.perk_code

),

redundancies as (

    select
        perk_code,
        max(
            cast(user_count * product_sum - rank_sum * other_sum as double)
            / nullif(
                sqrt(
                    cast(
                        user_count * square_sum - rank_sum * rank_sum
                        as double
                    )
                )
                * sqrt(
                    cast(
                        user_count * other_square_sum - other_sum * other_sum
                        as double
                    )
                ),
                0
            )
        ) as redundancy
    from compared_perks
    group by perk_code

),

perk_evidence as (

    select
        perk_catalogue.perk_code,
        coalesce(counted_perks.evidence_user_count, 0) as evidence_user_count,
        {{ safe_ratio(
            'counted_perks.evidence_user_count', 'counted_perks.user_count'
        ) }} as evidence_share,
        redundancies.redundancy,
        {{ safe_ratio(
            'counted_perks.primary_user_count', 'counted_perks.user_count'
        ) }} as primary_share,
        perk_catalogue.evidence_level
    from perk_catalogue
    left join counted_perks
        on perk_catalogue.perk_code = counted_perks.perk_code
    left join redundancies
        on perk_catalogue.perk_code = redundancies.perk_code

)

select * from perk_evidence
