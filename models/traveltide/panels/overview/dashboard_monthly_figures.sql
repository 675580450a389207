-- One row per key figure and whole month: what it is made of.
with

full_months as (

    select * from {{ ref('dashboard_full_months') }}

),

monthly_figures as (

    {{ key_figure_rows('full_months', [
        ('Revenue', 'usd', 'up', 'revenue', '1'),
        ('Bookings', 'count', 'up', 'bookings', '1'),
        ('Cancelled', 'share', 'down', 'cancelled_trips', 'due_trips'),
        ('Sessions that book', 'share', 'up', 'bookings', 'sessions'),
    ]) }}

)

select * from monthly_figures
