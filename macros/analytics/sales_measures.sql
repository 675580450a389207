{#- What every sales mart counts. Cancellations are shown, never netted away,
    and bring no revenue. -#}
{%- macro sales_measures(revenue) -%}
    count(*) as bookings,
    count(*) filter (where is_cancelled) as cancellations,
    {{ safe_ratio('count(*) filter (where is_cancelled)', 'count(*)') }}
        as cancellation_rate,
    {{ sum_where(revenue, 'not is_cancelled', 'double') }} as revenue
{%- endmacro -%}
