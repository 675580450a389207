{#- One row per order: whose it is, when, how many lines it has, and whether some
    of it comes back. -#}
{%- macro generated_orders(seed) -%}
    with

    numbers as (

        select
            customers.*,
            order_number,
            {{ random_digits(seed, "customer || ':' || order_number", 'order') }}
                as digits
        from generated_customers as customers,
            unnest(range(1, customers.order_count + 1)) as orders(order_number)

    )

    select
        number,
        customer,
        persona,
        country,
        order_number,
        'N' || lpad(cast(number as varchar), 6, '0')
        || lpad(cast(order_number as varchar), 2, '0') as order_code,
        timestamp '2024-01-01 08:00:00'
        + to_days(greatest(first_day + gap_days * (order_number - 1), 0))
        + to_minutes(
            cast(floor(600 * {{ random_draw('digits', 1) }}) as integer)
        ) as ordered_at,
        case persona
            when 'ranging' then 20
            when 'bulk' then 2
            else 4
        end
        + cast(floor(5 * {{ random_draw('digits', 2) }}) as integer)
            as line_count,
        {{ random_draw('digits', 3) }}
        < case persona when 'returning' then 0.7 else 0.04 end as comes_back
    from numbers
{%- endmacro -%}
