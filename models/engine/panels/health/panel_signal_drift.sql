-- One row per signal: how far it moved from the training of the model, and the
-- limits.
with

signal_drift as (

    select * from {{ ref('signal_drift') }}

),

quality_gates as (

    select * from {{ ref('quality_gates') }}

),

int_signals as (

    select
        signal,
        title as signal_name
    from {{ ref('int_signals') }}

),

drift as (

    select
        signal_drift.signal,
        coalesce(int_signals.signal_name, signal_drift.signal)
            as signal_name,
        signal_drift.psi,
        signal_drift.status,
        quality_gates.warn_at,
        quality_gates.fail_at
    from signal_drift
    left join int_signals
        on signal_drift.signal = int_signals.signal
    left join quality_gates
        on 'psi_' || signal_drift.signal = quality_gates.check_name

)

select * from drift
