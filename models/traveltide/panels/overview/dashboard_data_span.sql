-- One row: from when to when months are whole, and with what the last three may
-- be compared.
with

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

sessions as (

    select min(cast(started_at as date)) as first_day
    from {{ ref('stg_traveltide__sessions') }}

),

-- Who was chosen for many sessions had them before the data ends: the choice
-- alone makes the last months fall.
users as (

    select coalesce(bool_and(is_in_cohort), false) as is_cohort_only
    from {{ ref('user_measures') }}

),

find_whole_months as (

    select
        sessions.first_day,
        cast(
            date_trunc(
                'month',
                sessions.first_day + interval 1 month - interval 1 day
            ) as date
        ) as first_whole_month,
        cast(
            date_trunc('month', active_window.as_of_date + interval 1 day)
            as date
        ) as first_open_month,
        sessions.first_day
        <= active_window.as_of_date - interval 2 year as has_two_years,
        users.is_cohort_only
    from active_window
    cross join sessions
    cross join users

),

choose_comparison as (

    select
        first_whole_month,
        first_open_month,
        has_two_years and not is_cohort_only as are_years_comparable,
        is_cohort_only,
        case
            when is_cohort_only then null
            when first_whole_month <= first_open_month - interval 15 month
                then 'year'
        end as comparison
    from find_whole_months

),

data_span as (

    select
        first_whole_month,
        first_open_month,
        are_years_comparable,
        comparison,
        'Cancelled is of the trips that were to start in these months; those'
        || ' still ahead count as kept in the revenue.'
        || case
            when is_cohort_only
                then
                    ' Not compared with earlier months: everybody in this data'
                    || ' is in the cohort, chosen for many sessions, and that'
                    || ' choice alone makes the last months fall.'
            when comparison is null
                then
                    ' Not compared with earlier months: the data does not go'
                    || ' back far enough.'
            else ''
        end as remark
    from choose_comparison

)

select * from data_span
