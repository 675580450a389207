-- One row per active perk and change of its weight: how many users of the
-- cohort would get another perk.
with

scores as (

    select
        user_id,
        perk_code,
        affinity,
        has_evidence,
        perk_rank
    from {{ ref('int_user_perk_scores') }}

),

cohort_users as (

    select user_id from {{ ref('int_cohort_users') }}

),

perk_catalogue as (

    select
        perk_code,
        priority
    from {{ ref('perk_catalogue') }}

),

weight_changes as (

    select
        cast(unnest({{ var('sensitivity_weight_changes') }}) as double)
            as weight_change

),

leading_scores as (

    select
        scores.user_id,
        scores.perk_rank,
        scores.affinity,
        perk_catalogue.priority
    from scores
    inner join perk_catalogue
        on scores.perk_code = perk_catalogue.perk_code
    where scores.has_evidence and scores.perk_rank <= 2

),

-- A perk's rival is the best of the others: only that can take its place, or
-- lose it.
rivals as (

    select
        scores.user_id,
        scores.perk_code,
        scores.affinity,
        scores.perk_rank,
        perk_catalogue.priority,
        rival.affinity as rival_affinity,
        rival.priority as rival_priority
    from scores
    inner join cohort_users
        on scores.user_id = cohort_users.user_id
    inner join perk_catalogue
        on scores.perk_code = perk_catalogue.perk_code
    left join leading_scores as rival
        on
            scores.user_id = rival.user_id
            and rival.perk_rank
            = case when scores.perk_rank = 1 then 2 else 1 end
    where scores.has_evidence

),

flips as (

    select
        rivals.perk_code,
        weight_changes.weight_change,
        count(*) filter (
            where rivals.rival_affinity is not null
            and (rivals.perk_rank = 1) != (
                (
                    rivals.affinity * (1 + weight_changes.weight_change),
                    -rivals.priority
                ) > (rivals.rival_affinity, -rivals.rival_priority)
            )
        ) as flip_count
    from rivals
    cross join weight_changes
    group by
        rivals.perk_code,
        weight_changes.weight_change

),

cohort_sizes as (

    select count(*) as user_count from cohort_users

),

perk_sensitivity as (

    select
        flips.perk_code,
        flips.weight_change,
        {{ safe_ratio('flips.flip_count', 'cohort_sizes.user_count') }}
            as flip_rate
    from flips
    cross join cohort_sizes

)

select * from perk_sensitivity
