-- One row: the signals and the cohort that a model trained today would be
-- trained on, in words. Under others its segments would mean something else.
with

signal_registry as (

    select
        signal,
        transform
    from {{ ref('signal_registry') }}
    where transform is not null

),

active_window as (

    select * from {{ ref('int_active_window') }}

),

listed_signals as (

    select
        coalesce(
            string_agg(
                signal || ' as ' || transform, ', '
                order by signal
            ),
            'none'
        )
        || ', prior strength {{ var("prior_strength") }}' as signals
    from signal_registry

),

training_conditions as (

    select
        listed_signals.signals,
        active_window.cohort_name
        || ' since ' || cast(active_window.window_start_date as varchar)
        || ': more than ' || cast(active_window.session_count_above as varchar)
        || ' sessions'
        || coalesce(
            ' or '
            || cast(active_window.or_booked_trip_count_above as varchar)
            || ' trips',
            ''
        )
        || coalesce(
            ', signed up from '
            || cast(active_window.signed_up_from as varchar),
            ''
        )
        || coalesce(
            ', signed up before '
            || cast(active_window.signed_up_before as varchar),
            ''
        ) as cohort
    from active_window
    cross join listed_signals

)

select * from training_conditions
