-- One row: the cohort definition in force, and the days that count for it.
with

cohort_definitions as (

    select * from {{ ref('cohort_definitions') }}
    where cohort_name = {{ sql_text(cohort_name() | string) }}

),

order_lines as (

    select * from {{ ref('stg_shop__order_lines') }}
    where kind = 'sale'

),

find_first_and_last_day as (

    select
        cast(min(ordered_at) as date) as first_date,
        {% if var('as_of_date') -%}
        cast({{ sql_text(var('as_of_date')) }} as date) as as_of_date
        {%- else -%}
        cast(max(ordered_at) as date) as as_of_date
        {%- endif %}
    from order_lines

),

begin_window as (

    select
        cohort_definitions.cohort_name,
        cohort_definitions.order_count_above,
        coalesce(
            cohort_definitions.window_start_date, days.first_date
        ) as window_start_date,
        cohort_definitions.window_start_date is null as is_open,
        days.as_of_date
    from cohort_definitions
    cross join find_first_and_last_day as days

),

active_window as (

    select
        cohort_name,
        cohort_name
        || case
            when is_open then ''
            else ' since ' || cast(window_start_date as string)
        end
        || ': more than ' || cast(order_count_above as string) || ' orders'
            as cohort_description,
        order_count_above,
        window_start_date,
        as_of_date,
        {{ months_between('window_start_date', 'as_of_date') }} + 1
            as month_count
    from begin_window

)

select * from active_window
