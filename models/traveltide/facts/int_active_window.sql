-- One row: the cohort definition in force and the days that count for it.
with

cohort_definitions as (

    select * from {{ ref('cohort_definitions') }}

),

last_session_day as (

    select * from {{ ref('int_last_session_day') }}

),

given_dates as (

    select {{ sql_text(var('as_of_date') or '') }} as given_date

),

as_of_dates as (

    select
        case
            when given_dates.given_date = ''
                then last_session_day.last_session_date
            when try_cast(given_dates.given_date as date) is not null
                then try_cast(given_dates.given_date as date)
            else error(
                'var as_of_date is no date: found ' || given_dates.given_date
                || ', expected YYYY-MM-DD or null'
            )
        end as as_of_date
    from last_session_day
    cross join given_dates

),

-- An unknown name, or a window that ends before it begins, must stop the build,
-- not make an empty cohort.
known_names as (

    select string_agg(cohort_name, ', ' order by cohort_name) as cohort_names
    from cohort_definitions

),

active_definitions as (

    select
        cohort_name,
        window_start_date,
        session_count_above,
        or_booked_trip_count_above,
        signed_up_from,
        signed_up_before
    from cohort_definitions
    where cohort_name = {{ sql_text(var('cohort') | string) }}

),

checked_names as (

    select
        case
            when exists (select 1 from active_definitions)
                then {{ sql_text(var('cohort') | string) }}
            else
                error(
                    'var cohort names no cohort: found '
                    || {{ sql_text(var('cohort') | string) }}
                    || ', expected one of ' || cohort_names
                    || ' (seeds/cohort_definitions.csv)'
                )
        end as cohort_name
    from known_names

),

active_window as (

    select
        active_definitions.cohort_name,
        active_definitions.session_count_above,
        active_definitions.or_booked_trip_count_above,
        active_definitions.signed_up_from,
        active_definitions.signed_up_before,
        active_definitions.window_start_date,
        case
            when
                as_of_dates.as_of_date < active_definitions.window_start_date
                then error(
                    'the as-of date ' || cast(as_of_dates.as_of_date as varchar)
                    || ' lies before the window of cohort '
                    || active_definitions.cohort_name || ': expected '
                    || cast(active_definitions.window_start_date as varchar)
                    || ' or later; correct var as_of_date or read later data'
                )
            else as_of_dates.as_of_date
        end as as_of_date,
        date_diff(
            'month',
            active_definitions.window_start_date,
            as_of_dates.as_of_date
        ) + 1 as month_count
    from checked_names
    left join active_definitions
        on checked_names.cohort_name = active_definitions.cohort_name
    cross join as_of_dates

)

select * from active_window
