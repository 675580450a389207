-- One row per user with a session in the window and active perk: how the user
-- stands by the signal that speaks for it.
with

user_standings as (

    select * from {{ ref('int_user_standings') }}

),

user_measures as (

    select
        user_id,
        experience_count
    from {{ ref('user_measures') }}

),

suppressed_users as (

    select * from {{ ref('suppressed_users') }}

),

users as (

    select
        user_standings.*,
        user_measures.experience_count,
        suppressed_users.suppressed_because
    from user_standings
    inner join user_measures
        on user_standings.user_id = user_measures.user_id
    left join suppressed_users
        on user_standings.user_id = suppressed_users.user_id

),

perk_terms as (

    select * from {{ ref('int_perk_terms') }}

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

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
        {{ why_perk_is_refused(name) }} as why_not,
        users.suppressed_because is null and {{ is_eligible(name) }}
            as is_eligible,
        perk_terms.{{ name }}_evidence_level as evidence_level
    from users
    cross join perk_terms
    cross join active_window
    where perk_terms.{{ name }}_perk_code is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from user_perk_affinities
