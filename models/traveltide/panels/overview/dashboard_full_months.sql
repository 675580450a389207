-- One row per full month: what was booked and visited, and how long ago.
with

monthly_performance as (

    select * from {{ ref('monthly_performance') }}

),

booking_funnel as (

    select * from {{ ref('booking_funnel') }}

),

active_window as (

    select
        cast(
            date_trunc('month', as_of_date + interval 1 day) as date
        ) as first_open_day
    from {{ ref('int_active_window') }}

),

months as (

    select
        month,
        sum(revenue) as revenue,
        sum(bookings) as bookings,
        sum(cancellations) as cancellations
    from monthly_performance
    group by month

),

full_months as (

    select
        booking_funnel.month,
        coalesce(months.revenue, 0) as revenue,
        coalesce(months.bookings, 0) as bookings,
        coalesce(months.cancellations, 0) as cancellations,
        booking_funnel.session_count as sessions,
        date_diff('month', booking_funnel.month, active_window.first_open_day)
            as age
    from booking_funnel
    cross join active_window
    left join months
        on booking_funnel.month = months.month
    where booking_funnel.month < active_window.first_open_day

),

-- The first month may be no whole one: a comparison must not reach it.
compared_months as (

    select
        month,
        revenue,
        bookings,
        cancellations,
        sessions,
        age,
        max(age) over () > 15 as is_year_known
    from full_months

)

select * from compared_months
