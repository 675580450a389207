-- One row: the cohort definition in force, and the days that count for it.
with

cohort_definitions as (

    select * from {{ ref('cohort_definitions') }}
    where cohort_name = {{ sql_text(cohort_name() | string) }}

),

sessions as (

    select cast(started_at as date) as session_date
    from {{ ref('stg_traveltide__sessions') }}
    where started_at is not null

),

count_sessions_by_day as (

    select
        session_date,
        count(*) as session_count
    from sessions
    group by session_date

),

measure_gaps_between_days as (

    select
        session_date,
        session_count,
        {{ days_between(
            'lag(session_date) over (order by session_date)', 'session_date'
        ) }} as days_since_previous,
        sum(session_count) over (
            order by session_date desc
            rows between unbounded preceding and current row
        ) as session_count_from_here,
        sum(session_count) over () as all_session_count
    from count_sessions_by_day

),

-- A handful of sessions long after all others is a data-entry error: it must
-- not make everybody look as if they had stayed away for as long.
find_first_misdated_day as (

    select min(session_date) as misdated_from
    from measure_gaps_between_days
    where
        days_since_previous > {{ var('misdated_after_days') }}
        and session_count_from_here
        <= {{ var('max_rejected_share') }} * all_session_count

),

find_last_day as (

    {% if var('as_of_date') -%}
    select cast({{ sql_text(var('as_of_date')) }} as date) as as_of_date
    {%- else -%}
    select max(days.session_date) as as_of_date
    from measure_gaps_between_days as days
    cross join find_first_misdated_day
    where
        find_first_misdated_day.misdated_from is null
        or days.session_date < find_first_misdated_day.misdated_from
    {%- endif %}

),

active_window as (

    select
        cohort_definitions.cohort_name,
        {{ cohort_description('cohort_definitions') }} as cohort_description,
        cohort_definitions.session_count_above,
        cohort_definitions.or_booked_trip_count_above,
        cohort_definitions.signed_up_from,
        cohort_definitions.signed_up_before,
        cohort_definitions.window_start_date,
        find_last_day.as_of_date,
        {{ months_between(
            'cohort_definitions.window_start_date', 'find_last_day.as_of_date'
        ) }} + 1 as month_count
    from cohort_definitions
    cross join find_last_day

)

select * from active_window
