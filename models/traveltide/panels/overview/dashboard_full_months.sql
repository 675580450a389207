-- One row per whole month: what was booked and visited, what became of the
-- trips due then, and in which of the two compared periods it lies.
with

monthly_performance as (

    select * from {{ ref('monthly_performance') }}

),

booking_funnel as (

    select * from {{ ref('booking_funnel') }}

),

-- Those that start later may yet be cancelled.
count_trips_by_start as (

    select
        cast(date_trunc('month', start_date) as date) as month,
        count(*) as due_trips,
        {{ count_where('is_cancelled') }} as cancelled_trips
    from {{ ref('trips') }}
    group by date_trunc('month', start_date)

),

data_span as (

    select * from {{ ref('dashboard_data_span') }}

),

sum_products as (

    select
        month,
        {{ exact_sum('revenue') }} as revenue,
        sum(bookings) as bookings
    from monthly_performance
    group by month

),

count_months_back as (

    select
        booking_funnel.month,
        coalesce(sums.revenue, 0) as revenue,
        coalesce(sums.bookings, 0) as bookings,
        coalesce(due.due_trips, 0) as due_trips,
        coalesce(due.cancelled_trips, 0) as cancelled_trips,
        booking_funnel.session_count as sessions,
        {{ months_between(
            'booking_funnel.month', 'data_span.first_open_month'
        ) }} as age,
        data_span.comparison
    from booking_funnel
    cross join data_span
    left join sum_products as sums
        on booking_funnel.month = sums.month
    left join count_trips_by_start as due
        on booking_funnel.month = due.month
    where
        booking_funnel.month >= data_span.first_whole_month
        and booking_funnel.month < data_span.first_open_month

),

full_months as (

    select
        month,
        revenue,
        bookings,
        due_trips,
        cancelled_trips,
        sessions,
        {{ period_of_month('age', 'comparison') }} as period_name
    from count_months_back

)

select * from full_months
