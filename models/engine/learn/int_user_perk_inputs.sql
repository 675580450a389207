-- One row per user and signal that speaks for an active perk.
with

users_measured as (

    select * from {{ ref('int_users_measured') }}

),

active_perk_signals as (

    select
        input_number,
        signal,
        evidence
    from {{ ref('int_active_perk_signals') }}

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
        active_perk_signals.input_number,
        unpivoted_signals.measured_value,
        unpivoted_signals.is_in_cohort,
        list_contains(
            unpivoted_signals.evidences, active_perk_signals.evidence
        ) as has_evidence
    from unpivoted_signals
    inner join active_perk_signals
        on unpivoted_signals.signal = active_perk_signals.signal

)

select * from user_perk_inputs
