-- One row per signal of the model: the value that one user in a hundred
-- exceeds; beyond it, more is no more. A model keeps that of its training.
with

model_plan as (

    select * from {{ ref('int_model_plan') }}

),

remembered_signals as (

    select * from {{ ref('stg_remembered__model_signals') }}

),

signal_registry as (

    select signal from {{ ref('signal_registry') }}
    where transform is not null

),

unpivoted_signals as (

    unpivot (
        select * from {{ ref('int_signals_measured') }}
        where is_in_cohort and has_evidence
    )
    on columns(* exclude (user_id, is_in_cohort, has_evidence))
    into name signal value measured_value

),

measured_limits as (

    select
        signal,
        quantile_cont(measured_value, 0.99) as winsor_limit
    from unpivoted_signals
    group by signal

),

winsor_limits as (

    select
        signal_registry.signal,
        case
            when model_plan.is_training then measured_limits.winsor_limit
            else remembered_signals.winsor_limit
        end as winsor_limit
    from signal_registry
    cross join model_plan
    left join measured_limits
        on signal_registry.signal = measured_limits.signal
    left join remembered_signals
        on
            signal_registry.signal = remembered_signals.signal
            and model_plan.model_version = remembered_signals.model_version

)

select * from winsor_limits
