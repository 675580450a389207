-- One row per user with a session in the window: where they stand, one number
-- a signal in order of its name, in deviations from the cohort's mean.
with

user_signals as (

    select * from {{ ref('int_user_signals_transformed') }}

),

signal_scales as (

    select * from {{ ref('int_signal_scales') }}

),

-- A signal without variance tells nobody apart: it is zero for everybody.
standardised_signals as (

    select
        user_signals.user_id,
        user_signals.is_in_cohort,
        user_signals.has_evidence,
        user_signals.signal,
        case
            when signal_scales.deviation > 1e-6
                then
                    (
                        cast(user_signals.transformed_value as double)
                        - signal_scales.mean
                    ) / signal_scales.deviation
            else 0
        end as standardised_value
    from user_signals
    inner join signal_scales
        on user_signals.signal = signal_scales.signal

),

-- To sort each short list costs a third of an ordered aggregate.
user_points as (

    select
        user_id,
        any_value(is_in_cohort) as is_in_cohort,
        any_value(has_evidence) as has_evidence,
        list_transform(
            list_sort(
                list(
                    {
                        'signal': signal,
                        'value': standardised_value
                    }
                )
            ),
            lambda standardised: standardised['value']
        ) as point
    from standardised_signals
    group by user_id

)

select * from user_points
