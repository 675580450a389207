-- One row per user with a session in the window and active perk: how the user
-- stands by the signal that speaks for it.
with

users as (

    select * from {{ ref('int_user_standings') }}

),

perk_terms as (

    select * from {{ ref('int_perk_terms') }}

),

user_perk_affinities as (

    {% for signal in signals() -%}
    {%- set name = signal.name -%}
    select
        users.user_id,
        perk_terms.{{ name }}_perk_code as perk_code,
        cast(users.{{ name }}_count as bigint) as signal_count,
        cast(users.{{ name }}_trials as bigint) as signal_trials,
        users.{{ name }}_rate as posterior_rate,
        coalesce(users.{{ name }}_score, 0) as affinity,
        users.{{ name }}_count > 0 as has_evidence,
        {{ rank_among_perks(signal) }} as perk_rank,
        case
            when users.{{ name }}_trials = 0 then 'nothing to count yet'
            when users.{{ name }}_count = 0
                then
                    'not once in '
                    || cast(users.{{ name }}_trials as varchar)
        end as why_not,
        perk_terms.{{ name }}_evidence_level as evidence_level
    from users
    cross join perk_terms
    where perk_terms.{{ name }}_perk_code is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from user_perk_affinities
