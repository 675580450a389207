-- One row per user with a session in the window: the perk that suits best, and
-- the next. A perk given before stays unless another is clearly better. Perks
-- are told apart by their priority, which also parts those that tie.
with

users as (

    select * from {{ ref('int_user_standings') }}

),

perk_terms as (

    select * from {{ ref('int_perk_terms') }}

),

last_released_perks as (

    select
        user_id,
        primary_perk
    from {{ ref('int_earlier_perk_intervals') }}
    where valid_to is null and not is_fallback

),

find_best_perk as (

    select
        users.*,
        perk_terms.*,
        {{ of_perk('score', 'last_released_perks.primary_perk', 'perk_code') }}
            as earlier_score,
        {{ of_perk(
            'priority', 'last_released_perks.primary_perk', 'perk_code'
        ) }} as earlier_priority,
        {{ best_priority() }} as best_priority
    from users
    cross join perk_terms
    left join last_released_perks
        on users.user_id = last_released_perks.user_id

),

keep_earlier_perk as (

    select
        *,
        coalesce(
            earlier_priority != best_priority
            and {{ of_perk('score', 'best_priority') }} - earlier_score
            <= {{ var('hysteresis_delta') }},
            false
        ) as is_kept_by_hysteresis
    from find_best_perk

),

find_primary_perk as (

    select
        *,
        case
            when is_kept_by_hysteresis then earlier_priority
            else best_priority
        end as primary_priority
    from keep_earlier_perk

),

find_second_perk as (

    select
        *,
        {{ best_priority('primary_priority') }} as second_priority
    from find_primary_perk

),

user_perk_choices as (

    select
        user_id,
        is_in_cohort,
        {{ chosen_perk_columns('no_signal_yet') }},
        is_kept_by_hysteresis
    from find_second_perk

)

select * from user_perk_choices
