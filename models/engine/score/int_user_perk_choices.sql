-- One row per user with a session in the window: the perk that suits best, and
-- the next. A perk given before stays unless another is clearly better.
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

last_released_perks as (

    select
        user_id,
        primary_perk
    from {{ ref('stg_remembered__perk_history') }}
    where valid_to is null and not is_fallback

),

users as (

    select user_id from {{ ref('int_users_measured') }}

),

evidenced_scores as (

    select
        user_id,
        perk_code,
        affinity,
        perk_rank
    from scores
    where has_evidence

),

best_perks as (

    select
        user_id,
        arg_min(perk_code, perk_rank) as perk_code,
        arg_min(affinity, perk_rank) as affinity
    from evidenced_scores
    group by user_id

),

earlier_perks as (

    select
        evidenced_scores.user_id,
        evidenced_scores.perk_code,
        evidenced_scores.affinity
    from evidenced_scores
    inner join last_released_perks
        on
            evidenced_scores.user_id = last_released_perks.user_id
            and evidenced_scores.perk_code = last_released_perks.primary_perk

),

primary_perks as (

    select
        best_perks.user_id,
        coalesce(
            earlier_perks.perk_code != best_perks.perk_code
            and best_perks.affinity - earlier_perks.affinity
            <= {{ var('hysteresis_delta') }},
            false
        ) as is_kept_by_hysteresis,
        case
            when is_kept_by_hysteresis then earlier_perks.perk_code
            else best_perks.perk_code
        end as primary_perk,
        case
            when is_kept_by_hysteresis then earlier_perks.affinity
            else best_perks.affinity
        end as primary_affinity
    from best_perks
    left join earlier_perks
        on best_perks.user_id = earlier_perks.user_id

),

second_perks as (

    select
        evidenced_scores.user_id,
        arg_min(evidenced_scores.perk_code, evidenced_scores.perk_rank)
            as second_perk,
        arg_min(evidenced_scores.affinity, evidenced_scores.perk_rank)
            as second_affinity
    from evidenced_scores
    inner join primary_perks
        on evidenced_scores.user_id = primary_perks.user_id
    where evidenced_scores.perk_code != primary_perks.primary_perk
    group by evidenced_scores.user_id

),

user_perk_choices as (

    select
        users.user_id,
        primary_perks.primary_perk,
        primary_perks.primary_affinity,
        second_perks.second_perk,
        second_perks.second_affinity,
        primary_perks.primary_affinity
        - coalesce(second_perks.second_affinity, 0) as margin,
        coalesce(primary_perks.is_kept_by_hysteresis, false)
            as is_kept_by_hysteresis
    from users
    left join primary_perks
        on users.user_id = primary_perks.user_id
    left join second_perks
        on users.user_id = second_perks.user_id

)

select * from user_perk_choices
