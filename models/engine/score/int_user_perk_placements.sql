-- One row per user with a session in the window: the perk that there is room
-- for, where the catalogue's capacities bind. Who is offered nothing takes
-- nobody's place.
with

users as (

    select * from {{ ref('int_user_standings') }}

),

choices as (

    select * from {{ ref('int_user_perk_choices') }}

),

perk_terms as (

    select * from {{ ref('int_perk_terms') }}

),

preferences as (

    select * from {{ ref('int_perk_preferences') }}

),

places as (

    select * from {{ ref('int_perk_places') }}

),

place_users as (

    select
        users.*,
        perk_terms.*,
        first_choices.priority as primary_priority,
        second_choices.priority as second_priority,
        choices.is_kept_by_hysteresis and places.place = 1
            as is_kept_by_hysteresis
    from users
    inner join places
        on users.user_id = places.user_id
    inner join choices
        on users.user_id = choices.user_id
    cross join perk_terms
    left join preferences as first_choices
        on
            users.user_id = first_choices.user_id
            and places.place = first_choices.place
    left join preferences as second_choices
        on
            users.user_id = second_choices.user_id
            and places.place + 1 = second_choices.place

),

list_placements as (

    select
        user_id,
        is_in_cohort,
        {{ chosen_perk_columns('no_place_left') }},
        is_kept_by_hysteresis
    from place_users

    union all

    select choices.*
    from choices
    left join places
        on choices.user_id = places.user_id
    where places.user_id is null

),

user_perk_placements as (

    select
        user_id,
        is_in_cohort,
        is_fallback,
        primary_signal,
        primary_count,
        primary_trials,
        primary_affinity,
        second_perk,
        second_evidence_level,
        second_affinity,
        lead_in_deviations,
        is_kept_by_hysteresis
    from list_placements

)

select * from user_perk_placements
