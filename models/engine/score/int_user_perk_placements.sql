-- One row per user with a session in the window: the perk there is a place
-- for. Without var use_capacities that is the perk of their choice.
with recursive

choices as (

    select * from {{ ref('int_user_perk_choices') }}

),

-- Without capacities nobody asks for these two.
scores as ( -- noqa: ST03

    select
        user_id,
        perk_code,
        affinity,
        perk_rank
    from {{ ref('int_user_perk_scores') }}
    where has_evidence

),

perk_catalogue as ( -- noqa: ST03

    select
        perk_code,
        capacity
    from {{ ref('perk_catalogue') }}

),

{% if var('use_capacities') -%}
-- Who is offered nothing takes nobody's place.
preferences as (

    select
        scores.user_id,
        scores.perk_code,
        scores.affinity,
        perk_catalogue.capacity,
        row_number() over (
            partition by scores.user_id
            order by
                scores.perk_code = choices.primary_perk desc,
                scores.perk_rank asc
        ) as place
    from scores
    inner join choices
        on scores.user_id = choices.user_id
    inner join perk_catalogue
        on scores.perk_code = perk_catalogue.perk_code
    where not {{ is_held_out('scores.user_id') }}

),

-- Deferred acceptance: in every round each perk keeps its strongest proposers
-- and the others turn to their next perk, until nobody is refused. Only who
-- may still be refused is carried on.
proposals as (

    select
        1 as round,
        user_id,
        place,
        perk_code,
        affinity,
        capacity
    from preferences
    where place = 1

    union all

    select
        judged.round + 1 as round,
        judged.user_id,
        judged.next_place as place,
        preferences.perk_code,
        preferences.affinity,
        preferences.capacity
    from (
        select
            ranked.round,
            ranked.user_id,
            case
                when ranked.strength > ranked.capacity then ranked.place + 1
                else ranked.place
            end as next_place,
            max(ranked.strength - ranked.capacity) over () as refusal_count
        from (
            select
                round,
                user_id,
                place,
                capacity,
                row_number() over (
                    partition by perk_code
                    order by
                        affinity desc,
                        md5(cast(user_id as varchar)) asc,
                        user_id asc
                ) as strength
            from proposals
            where capacity is not null
        ) as ranked
    ) as judged
    left join preferences
        on
            judged.user_id = preferences.user_id
            and judged.next_place = preferences.place
    where judged.refusal_count > 0

),

last_proposals as (

    select
        user_id,
        arg_max(place, round) as place
    from proposals
    group by user_id

),

placements as (

    select
        preferences.user_id,
        any_value(preferences.perk_code)
            filter (where preferences.place = last_proposals.place)
            as primary_perk,
        any_value(preferences.affinity)
            filter (where preferences.place = last_proposals.place)
            as primary_affinity,
        any_value(preferences.perk_code)
            filter (where preferences.place = last_proposals.place + 1)
            as second_perk,
        any_value(preferences.affinity)
            filter (where preferences.place = last_proposals.place + 1)
            as second_affinity,
        coalesce(
            list(preferences.perk_code order by preferences.place)
                filter (where preferences.place < last_proposals.place),
            cast([] as varchar[])
        ) as refused_perks
    from preferences
    inner join last_proposals
        on preferences.user_id = last_proposals.user_id
    group by preferences.user_id

),

user_perk_placements as (

    select
        choices.user_id,
        placements.primary_perk,
        placements.primary_affinity,
        placements.second_perk,
        placements.second_affinity,
        placements.primary_affinity
        - coalesce(placements.second_affinity, 0) as margin,
        choices.is_kept_by_hysteresis
        and len(placements.refused_perks) = 0 as is_kept_by_hysteresis,
        placements.refused_perks,
        choices.primary_affinity
        - coalesce(placements.primary_affinity, 0) as affinity_lost
    from choices
    inner join placements
        on choices.user_id = placements.user_id

    union all

    select
        choices.user_id,
        choices.primary_perk,
        choices.primary_affinity,
        choices.second_perk,
        choices.second_affinity,
        choices.margin,
        choices.is_kept_by_hysteresis,
        cast([] as varchar[]) as refused_perks,
        0 as affinity_lost
    from choices
    anti join placements
        on choices.user_id = placements.user_id

)
{%- else -%}
user_perk_placements as (

    select
        user_id,
        primary_perk,
        primary_affinity,
        second_perk,
        second_affinity,
        margin,
        is_kept_by_hysteresis,
        cast([] as varchar[]) as refused_perks,
        cast(0 as double) as affinity_lost
    from choices

)
{%- endif %}

select * from user_perk_placements
