-- One row per user who is offered something and has evidence: the place, in the
-- order of their perks, of the one that has room for them; beyond the last
-- where none has.
with recursive

perk_catalogue as (

    select
        signal,
        capacity
    from {{ ref('perk_catalogue') }}
    where is_active

),

preferences as (

    select
        preferences.user_id,
        preferences.place,
        preferences.signal,
        preferences.score,
        perk_catalogue.capacity
    from {{ ref('int_perk_preferences') }} as preferences
    inner join perk_catalogue
        on preferences.signal = perk_catalogue.signal

),

-- Deferred acceptance: in every round each perk keeps its strongest proposers
-- and the others turn to their next perk, until nobody is refused. Only who
-- may still be refused is carried on.
proposals as (

    select
        1 as round,
        user_id,
        place,
        signal,
        score,
        capacity
    from preferences
    where place = 1

    union all

    select
        answers.round + 1 as round,
        answers.user_id,
        answers.next_place as place,
        preferences.signal,
        preferences.score,
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
                    partition by signal
                    order by
                        score desc,
                        md5(cast(user_id as string)) asc,
                        user_id asc
                ) as strength
            from proposals
            where capacity is not null
        ) as ranked
    ) as answers
    left join preferences
        on
            answers.user_id = preferences.user_id
            and answers.next_place = preferences.place
    where answers.refusal_count > 0

),

perk_places as (

    select
        user_id,
        max(place) as place
    from proposals
    group by user_id

)

select * from perk_places
