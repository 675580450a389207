-- One row per user and signal of the model, on the scale it is learned on.
with

signals_measured as (

    select * from {{ ref('int_signals_measured') }}

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

-- Nine decimals are exact to add up, in any order.
user_signals_transformed as (

    select
        unpivoted_signals.user_id,
        unpivoted_signals.is_in_cohort,
        unpivoted_signals.has_evidence,
        unpivoted_signals.signal,
        cast(
            case signal_registry.transform
                when 'identity' then unpivoted_signals.measured_value
                when 'sqrt' then sqrt(unpivoted_signals.measured_value)
                when 'log1p_winsor99'
                    then ln(
                        1
                        + least(
                            unpivoted_signals.measured_value,
                            winsor_limits.winsor_limit
                        )
                    )
                else
                    error(
                        'signal_registry: transform of signal '
                        || unpivoted_signals.signal || ' is '
                        || signal_registry.transform
                        || ', expected identity, sqrt or log1p_winsor99'
                    )
            end as decimal(18, 9)
        ) as transformed_value
    from unpivoted_signals
    inner join signal_registry
        on unpivoted_signals.signal = signal_registry.signal
    left join winsor_limits
        on unpivoted_signals.signal = winsor_limits.signal

)

select * from user_signals_transformed
