-- One row per span of days between booking and start, and product, also where
-- nothing was booked.
{%- set bounds = ([0] + var('lead_time_bounds')) | unique | sort %}
with

booking_lead_times as (

    select * from {{ ref('booking_lead_times') }}

),

spans as (

    {% for bound in bounds -%}
    select
        {{ bound }} as lead_days_from,
        {%- if loop.last %}
        '{{ bound }}+' as span_name
        {%- elif loop.nextitem == bound + 1 %}
        '{{ bound }}' as span_name
        {%- else %}
        '{{ bound }}–{{ loop.nextitem - 1 }}' as span_name
        {%- endif %}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

products as (

    select distinct product from booking_lead_times

),

lead_times as (

    select
        products.product,
        spans.lead_days_from,
        spans.span_name,
        coalesce(booked.bookings, 0) as bookings,
        booked.cancellation_rate,
        coalesce(booked.revenue, 0) as revenue
    from spans
    cross join products
    left join booking_lead_times as booked
        on
            spans.lead_days_from = booked.lead_days_from
            and products.product = booked.product

)

select * from lead_times
