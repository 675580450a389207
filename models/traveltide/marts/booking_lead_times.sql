-- One row per span of days between booking and start, and product.
with

trip_sales as (

    select * from {{ ref('int_trip_sales') }}
    where lead_days >= 0 and product is not null

),

bounds as (

    select unnest([0] || {{ var('lead_time_bounds') }}) as lead_days_from

),

spans as (

    select
        cast(lead_days_from as integer) as lead_days_from,
        cast(lead(lead_days_from) over (order by lead_days_from) as integer)
            as lead_days_below
    from bounds

),

booking_lead_times as (

    select
        spans.lead_days_from,
        spans.lead_days_below,
        trip_sales.product,
        {{ sales_measures('trip_sales.spend_usd') }}
    from trip_sales
    inner join spans
        on
            trip_sales.lead_days >= spans.lead_days_from
            and (
                trip_sales.lead_days < spans.lead_days_below
                or spans.lead_days_below is null
            )
    group by
        spans.lead_days_from,
        spans.lead_days_below,
        trip_sales.product

)

select * from booking_lead_times
