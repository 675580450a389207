-- One row: the cohort definition in force, and the days that count for it.
with

cohort_definitions as (

    select * from {{ ref('cohort_definitions') }}
    where cohort_name = {{ sql_text(cohort_name() | string) }}

),

visits as (

    select * from {{ ref('stg_gym__visits') }}

),

active_window as (

    select
        definitions.cohort_name,
        max(definitions.visit_count_above) as visit_count_above,
        definitions.cohort_name || ': more than '
        || cast(max(definitions.visit_count_above) as varchar) || ' visits'
            as cohort_description,
        cast(min(visits.visited_at) as date) as window_start_date,
        cast(max(visits.visited_at) as date) as as_of_date
    from visits
    cross join cohort_definitions as definitions
    group by definitions.cohort_name

)

select * from active_window
