-- One row per active perk: how many users of the cohort it has evidence of.
with

cohort_perks as (

    select * from {{ ref('user_perks') }}
    where cohort_status = 'cohort'

),

rank_users_by_affinity as (

    select
        affinities.user_id,
        affinities.perk_code,
        affinities.has_evidence,
        cohort_perks.primary_perk = affinities.perk_code
        and not cohort_perks.is_fallback as is_primary,
        {{ half_tie_percentile(
            'affinities.affinity', 'affinities.perk_code'
        ) }} as percentile
    from {{ ref('user_perk_affinities') }} as affinities
    inner join cohort_perks
        on affinities.user_id = cohort_perks.user_id

),

-- Spearman's correlation, that of the ranks; rounded: row order must not show.
compare_perks as (

    select
        users.perk_code,
        round(corr(users.percentile, others.percentile), 6) as correlation
    from rank_users_by_affinity as users
    inner join rank_users_by_affinity as others
        on
            users.user_id = others.user_id
            and users.perk_code != others.perk_code
    group by
        users.perk_code,
        others.perk_code

),

find_redundancies as (

    select
        perk_code,
        max(case when not isnan(correlation) then correlation end) as redundancy
    from compare_perks
    group by perk_code

),

withhold_small_groups as (

    select
        perk_catalogue.perk_code,
        {{ count_where('users.has_evidence') }} as evidence_user_count,
        {{ safe_ratio(
            count_where('users.has_evidence'), 'count(users.user_id)'
        ) }} as evidence_share,
        max(redundancies.redundancy) as redundancy,
        {{ safe_ratio(
            count_where('users.is_primary'), 'count(users.user_id)'
        ) }} as primary_share,
        perk_catalogue.evidence_level,
        coalesce(
            {{ why_withheld(
                count_where('users.has_evidence'), 'perk_catalogue.perk_code'
            ) }},
            {{ why_withheld(
                count_where('users.is_primary'), 'perk_catalogue.perk_code'
            ) }}
        ) as withheld_because
    from {{ ref('perk_catalogue') }} as perk_catalogue
    left join rank_users_by_affinity as users
        on perk_catalogue.perk_code = users.perk_code
    left join find_redundancies as redundancies
        on perk_catalogue.perk_code = redundancies.perk_code
    where perk_catalogue.is_active
    group by
        perk_catalogue.perk_code,
        perk_catalogue.evidence_level

),

perk_evidence as (

    select
        perk_code,
        {{- unless_withheld(['evidence_user_count', 'evidence_share',
            'redundancy', 'primary_share']) }},
        evidence_level,
        withheld_because
    from withhold_small_groups

)

select * from perk_evidence
