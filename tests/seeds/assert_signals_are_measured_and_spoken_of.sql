-- Fails when a signal of an active perk is not measured, or has no sentence to
-- give as a reason; or a signal of the model is no column of what it learns
-- from.
with

measured_signals as (

    select signal from {{ ref('int_signal_medians') }}

),

signals_measured as (

    select * from {{ ref('int_signals_measured') }}
    order by user_id
    limit 1

),

learned_signals as (

    unpivot signals_measured
    on columns(* exclude (user_id, is_in_cohort, has_evidence))
    into name learned_signal value measured_value

),

measured_users as (

    select count(*) as user_count from {{ ref('int_users_measured') }}

),

speaking_signals as (

    select distinct perk_signals.signal
    from {{ ref('perk_signals') }} as perk_signals
    inner join {{ ref('perk_catalogue') }} as perk_catalogue
        on perk_signals.perk_code = perk_catalogue.perk_code
    where perk_catalogue.is_active

),

signal_registry as (

    select * from {{ ref('signal_registry') }}

)

select signal_registry.signal
from signal_registry
cross join measured_users
left join speaking_signals
    on signal_registry.signal = speaking_signals.signal
left join measured_signals
    on signal_registry.signal = measured_signals.signal
left join learned_signals
    on signal_registry.signal = learned_signals.learned_signal
-- Where there are no users at all, nothing is measured.
where
    measured_users.user_count > 0
    and (
        (
            speaking_signals.signal is not null
            and (
                measured_signals.signal is null
                or signal_registry.reason_template is null
            )
        )
        or (
            signal_registry.transform is not null
            and learned_signals.learned_signal is null
        )
    )
