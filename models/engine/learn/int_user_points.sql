-- One row per user with a session in the window: where they stand, one number
-- a signal in order of its name, in deviations from the cohort's mean.
with

signals_measured as (

    select * from {{ ref('int_signals_measured') }}

),

signal_scales as (

    select * from {{ ref('int_signal_scales') }}

),

winsor_limits as (

    select * from {{ ref('int_winsor_limits') }}

),

signal_registry as (

    select * from {{ ref('signal_registry') }}

),

-- The same for every row: in which order the columns of signals stand.
measured_columns as (

    select
        list_filter(
            struct_keys(signals_measured),
            lambda name: name not in ('user_id', 'is_in_cohort', 'has_evidence')
        ) as signals
    from signals_measured
    order by user_id
    limit 1

),

model_signals as (

    select
        list(
            {
                'signal': signal_scales.signal,
                'place': coalesce(
                    list_position(
                        measured_columns.signals, signal_scales.signal
                    ),
                    error(
                        'signal_registry: signal ' || signal_scales.signal
                        || ' has a transform, but is no column of'
                        || ' int_signals_measured'
                    )
                ),
                'transform': signal_registry.transform,
                'winsor_limit': winsor_limits.winsor_limit,
                'mean': signal_scales.mean,
                'deviation': signal_scales.deviation
            }
            order by signal_scales.signal
        ) as signals
    from signal_scales
    cross join measured_columns
    inner join signal_registry
        on signal_scales.signal = signal_registry.signal
    left join winsor_limits
        on signal_scales.signal = winsor_limits.signal
    having count(*) > 0

),

listed_signals as (

    select
        user_id,
        is_in_cohort,
        has_evidence,
        list_value(*columns(* exclude (user_id, is_in_cohort, has_evidence)))
            as measured_values
    from signals_measured

),

points_and_signals as (

    select
        listed_signals.user_id,
        listed_signals.is_in_cohort,
        listed_signals.has_evidence,
        listed_signals.measured_values,
        model_signals.signals
    from listed_signals
    cross join model_signals

),

-- Within the row: to sort every signal of every user into long tables and back
-- takes five times as long, and does not spill.
valued_signals as (

    select
        user_id,
        is_in_cohort,
        has_evidence,
        list_transform(
            signals,
            lambda signal: {
                'scale': signal,
                'value': measured_values[signal['place']]
            }
        ) as signals
    from points_and_signals

),

-- A signal without variance tells nobody apart: it is zero for everybody.
user_points as (

    select
        user_id,
        is_in_cohort,
        has_evidence,
        list_transform(
            signals,
            lambda signal: case
                when signal['scale']['deviation'] > 1e-6
                    then
                        (
                            cast(
                                {{ transformed_signal(
                                    "signal['value']",
                                    "signal['scale']['signal']",
                                    "signal['scale']['transform']",
                                    "signal['scale']['winsor_limit']"
                                ) }} as double
                            )
                            - signal['scale']['mean']
                        ) / signal['scale']['deviation']
                else 0
            end
        ) as point
    from valued_signals

)

select * from user_points
