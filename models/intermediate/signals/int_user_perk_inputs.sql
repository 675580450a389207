-- One row per user, active perk and signal that speaks for it.
with

users_measured as (

    select * from {{ ref('int_users_measured') }}

),

perk_signals as (

    select * from {{ ref('perk_signals') }}

),

active_perks as (

    select
        perk_code,
        evidence
    from {{ ref('perk_catalogue') }}
    where is_active

),

unpivoted_signals as (

    unpivot users_measured
    on columns(
        * exclude (user_id, is_in_cohort, booked_trip_count, evidences)
    )
    into name signal value measured_value

),

user_perk_inputs as (

    select
        unpivoted_signals.user_id,
        active_perks.perk_code,
        perk_signals.alternative,
        unpivoted_signals.signal,
        perk_signals.weight,
        unpivoted_signals.measured_value,
        unpivoted_signals.is_in_cohort,
        list_contains(unpivoted_signals.evidences, active_perks.evidence)
            as has_evidence
    from unpivoted_signals
    inner join perk_signals
        on unpivoted_signals.signal = perk_signals.signal
    inner join active_perks
        on perk_signals.perk_code = active_perks.perk_code

)

select * from user_perk_inputs
