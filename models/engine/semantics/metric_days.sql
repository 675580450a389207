-- One row per day up to the as-of date that a metric can be asked for.
with

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

day_numbers as (

    {{ row_numbers(var('metric_day_count')) }}

),

metric_days as (

    select
        cast(
            active_window.as_of_date - cast(day_numbers.number as integer)
            as date
        ) as metric_day
    from active_window
    cross join day_numbers

)

select * from metric_days
