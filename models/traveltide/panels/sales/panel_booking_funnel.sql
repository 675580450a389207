-- One row per year and step on the way from a visit to a kept trip.
with

booking_funnel as (

    select * from {{ ref('booking_funnel') }}

),

data_span as (

    select * from {{ ref('dashboard_data_span') }}

),

name_years as (

    select
        booking_funnel.*,
        cast(year(booking_funnel.month) as varchar)
        || case
            when
                data_span.first_whole_month
                > date_trunc('year', booking_funnel.month)
                or data_span.first_open_month
                < date_trunc('year', booking_funnel.month) + interval 1 year
                then ', in part'
            else ''
        end as year
    from booking_funnel
    cross join data_span

),

years as (

    select
        year,
        cast(sum(session_count) as bigint) as session_count,
        cast(sum(booked_trip_count) as bigint) as booked_trip_count,
        cast(sum(kept_trip_count) as bigint) as kept_trip_count
    from name_years
    group by year

),

funnel_steps as (

    {% for column, label in {
        'session_count': 'Sessions',
        'booked_trip_count': 'Booked a trip',
        'kept_trip_count': 'Not cancelled',
    }.items() -%}
    select
        year,
        '{{ label }}' as step,
        {{ loop.index }} as place,
        {{ column }} as reached_count,
        {{ safe_ratio(column, 'session_count') }} as share_of_sessions
    from years
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from funnel_steps
