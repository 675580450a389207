-- One row per cohort user: what they bought in the window, in business terms.
with

customers as (

    select * from {{ ref('int_customers_described') }}

),

customer_features as (

    select
        user_id,
        first_order_date,
        last_order_date,
        days_since_last_order,
        order_count,
        spend_usd,
        {{ quintile('-days_since_last_order') }} as recency_score,
        {{ quintile('order_count') }} as frequency_score,
        {{ quintile('spend_usd') }} as monetary_score,
        line_count,
        item_count,
        unit_count,
        average_order_usd,
        items_per_order,
        wide_basket_rate,
        reorder_rate,
        bulk_rate,
        seasonal_rate,
        returned_order_rate,
        returned_usd,
        average_gap_days,
        lapse_rate,
        monthly_spend_trend_usd
    from customers

)

select * from customer_features
