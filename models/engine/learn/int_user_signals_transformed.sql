-- One row per user to learn from and signal of the model, on the scale it is
-- learned on.
with

signals_measured as (

    select * from {{ ref('int_signals_measured') }}
    where is_in_cohort and has_evidence

),

winsor_limits as (

    select * from {{ ref('int_winsor_limits') }}

),

signal_registry as (

    select * from {{ ref('signal_registry') }}
    where transform is not null

),

-- Every column of signals_measured that the registry knows is a signal.
unpivoted_signals as (

    unpivot signals_measured
    on columns(* exclude (user_id, is_in_cohort, has_evidence))
    into name signal value measured_value

),

user_signals_transformed as (

    select
        unpivoted_signals.user_id,
        unpivoted_signals.signal,
        {{ transformed_signal(
            'unpivoted_signals.measured_value',
            'unpivoted_signals.signal',
            'signal_registry.transform',
            'winsor_limits.winsor_limit'
        ) }} as transformed_value
    from unpivoted_signals
    inner join signal_registry
        on unpivoted_signals.signal = signal_registry.signal
    left join winsor_limits
        on unpivoted_signals.signal = winsor_limits.signal

)

select * from user_signals_transformed
