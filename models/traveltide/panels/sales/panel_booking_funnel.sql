-- One row per year and step on the way from a visit to a kept trip.
with

booking_funnel as (

    select * from {{ ref('booking_funnel') }}

),

years as (

    select
        cast(year(month) as varchar) as year,
        cast(sum(session_count) as bigint) as session_count,
        cast(sum(booked_trip_count) as bigint) as booked_trip_count,
        cast(sum(kept_trip_count) as bigint) as kept_trip_count
    from booking_funnel
    group by year(month)

),

funnel_steps as (

    {% for column, label in {
        'session_count': 'Sessions',
        'booked_trip_count': 'Booked a trip',
        'kept_trip_count': 'Kept it',
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
