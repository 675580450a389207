-- One row per signal of the model in force: all that its points are made with
-- and compared with, to be remembered with the model.
with

signal_scales as (

    select * from {{ ref('int_signal_scales') }}

),

winsor_limits as (

    select * from {{ ref('int_winsor_limits') }}

),

signal_distributions as (

    select * from {{ ref('int_signal_distributions') }}

),

model_signals as (

    select
        signal_scales.signal,
        signal_scales.user_count,
        winsor_limits.winsor_limit,
        signal_scales.mean,
        signal_scales.deviation,
        signal_distributions.bounds,
        signal_distributions.reference_shares as shares
    from signal_scales
    inner join winsor_limits
        on signal_scales.signal = winsor_limits.signal
    inner join signal_distributions
        on signal_scales.signal = signal_distributions.signal

)

select * from model_signals
