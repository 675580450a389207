-- One row per user who is offered something, and perk with evidence: in which
-- order the user's perks are asked for a place.
with

users as (

    select * from {{ ref('int_user_standings') }}

),

perk_terms as (

    select * from {{ ref('int_perk_terms') }}

),

choices as (

    select
        user_id,
        primary_signal
    from {{ ref('int_user_perk_choices') }}
    where not {{ is_held_out('user_id') }}

),

list_scores as (

    {% for signal in signals() -%}
    select
        users.user_id,
        '{{ signal.name }}' as signal,
        users.{{ signal.name }}_score as score,
        perk_terms.{{ signal.name }}_priority as priority
    from users
    cross join perk_terms
    where users.{{ signal.name }}_score is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

perk_preferences as (

    select
        list_scores.user_id,
        list_scores.signal,
        list_scores.priority,
        list_scores.score,
        row_number() over (
            partition by list_scores.user_id
            order by
                case
                    when list_scores.signal = choices.primary_signal then 0
                    else 1
                end asc,
                list_scores.score desc,
                list_scores.priority asc
        ) as place
    from list_scores
    inner join choices
        on list_scores.user_id = choices.user_id

)

select * from perk_preferences
