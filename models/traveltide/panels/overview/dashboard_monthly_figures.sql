-- One row per key figure and whole month: what it is made of.
with

full_months as (

    select * from {{ ref('dashboard_full_months') }}

),

monthly_figures as (

    {% for figure, unit, better, numerator, denominator in [
        ('Revenue', 'usd', 'up', 'revenue', '1'),
        ('Bookings', 'count', 'up', 'bookings', '1'),
        ('Cancelled', 'share', 'down', 'cancellations', 'bookings'),
        ('Sessions that book', 'share', 'up', 'bookings', 'sessions'),
    ] -%}
    select
        {{ loop.index }} as place,
        '{{ figure }}' as figure,
        '{{ unit }}' as unit,
        '{{ better }}' as better,
        month,
        period_name,
        cast({{ numerator }} as double) as numerator,
        cast({{ denominator }} as double) as denominator
    from full_months
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from monthly_figures
