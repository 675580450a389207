-- One row per span of days between booking and start, and product.
with

booking_lead_times as (

    select * from {{ ref('booking_lead_times') }}

),

lead_times as (

    select
        product,
        lead_days_from,
        case
            when lead_days_below is null then lead_days_from || '+'
            when lead_days_below = lead_days_from + 1
                then cast(lead_days_from as varchar)
            else lead_days_from || '–' || (lead_days_below - 1)
        end as span_name,
        bookings,
        cancellation_rate,
        revenue
    from booking_lead_times

)

select * from lead_times
