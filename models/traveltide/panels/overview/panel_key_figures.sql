-- One row per key figure: the last three full months, against the same months a
-- year before, or against the three before them where the data is younger.
with

full_months as (

    select * from {{ ref('dashboard_full_months') }}

),

periods as (

    select
        case
            when age between 1 and 3 then 'now'
            when is_year_known and age between 13 and 15 then 'before'
            when not is_year_known and age between 4 and 6 then 'before'
        end as period_name,
        bool_or(is_year_known) as is_year_known,
        count(*) as month_count,
        min(month) as first_month,
        max(month) as last_month,
        sum(revenue) as revenue,
        sum(bookings) as bookings,
        sum(cancellations) as cancellations,
        sum(sessions) as sessions
    from full_months
    group by period_name

),

measured_periods as (

    {% for figure, value, unit, direction in [
        ('Revenue', 'revenue', 'usd', 'up'),
        ('Bookings', 'bookings', 'count', 'up'),
        ('Cancelled', safe_ratio('cancellations', 'bookings'), 'share', 'down'),
        ('Sessions that book', safe_ratio('bookings', 'sessions'), 'share',
            'up'),
    ] -%}
    select
        {{ loop.index }} as place,
        '{{ figure }}' as figure,
        '{{ unit }}' as unit,
        '{{ direction }}' as better,
        period_name,
        is_year_known,
        month_count,
        first_month,
        last_month,
        cast({{ value }} as double) as value
    from periods
    where period_name is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

trends as (

    {% for figure, value in [
        ('Revenue', 'revenue'),
        ('Bookings', 'bookings'),
        ('Cancelled', safe_ratio('cancellations', 'bookings')),
        ('Sessions that book', safe_ratio('bookings', 'sessions')),
    ] -%}
    select
        '{{ figure }}' as figure,
        list(cast({{ value }} as double) order by month) as trend
    from full_months
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

key_figures as (

    select
        current_periods.place,
        current_periods.figure,
        current_periods.value,
        current_periods.unit,
        {{ safe_ratio(
            '(current_periods.value - earlier_periods.value)',
            'earlier_periods.value'
        ) }} as change,
        current_periods.better,
        strftime(current_periods.first_month, '%B')
        || ' to ' || strftime(current_periods.last_month, '%B %Y') as period,
        case
            when current_periods.is_year_known then 'a year before'
            else 'in the three months before'
        end as compared_with,
        trends.trend
    from measured_periods as current_periods
    inner join trends
        on current_periods.figure = trends.figure
    left join measured_periods as earlier_periods
        on
            current_periods.figure = earlier_periods.figure
            and current_periods.month_count = earlier_periods.month_count
            and earlier_periods.period_name = 'before'
    where current_periods.period_name = 'now'

)

select * from key_figures
