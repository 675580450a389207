{#- The lines as the shop exports them: orders, what comes back three days later,
    and all that a cleaning must see through. -#}
{%- macro generated_export(seed) -%}
    with

    lines as (

        select
            *,
            order_code || ':' || line_number as line_code,
            {{ random_digits(seed, "order_code || ':' || line_number", 'dirt') }}
                as digits
        from generated_order_lines

    ),

    dirty_lines as (

        select
            *,
            {{ random_draw('digits', 1) }} as draw,
            case
                when {{ random_draw('digits', 2) }} >= 0.03 then customer
            end as known_customer
        from lines

    ),

    exported as (

        -- A few lines name no customer, a few cost nothing.
        select
            line_code as place,
            order_code as order_number,
            product,
            units,
            ordered_at,
            case when draw < 0.005 then 0 else price end as price,
            known_customer as customer,
            country
        from dirty_lines
        union all
        -- A few are there twice.
        select
            line_code, order_code, product, units, ordered_at, price,
            known_customer, country
        from dirty_lines
        where draw >= 0.995
        union all
        -- The first line of an order that comes back, whole.
        select
            line_code || ':back', 'C' || order_code, product, -units,
            ordered_at + to_days(3), price, known_customer, country
        from dirty_lines
        where
            comes_back
            and line_number = 1
            and ordered_at < timestamp '2024-12-28'
        union all
        -- Postage, and a bad debt.
        select
            line_code || ':post', order_code, 'POST', 1, ordered_at, 4.90,
            known_customer, country
        from dirty_lines
        where line_number = 1 and draw < 0.2
        union all
        select
            line_code || ':debt', 'A' || order_code, 'B', 1, ordered_at, -250,
            null, country
        from dirty_lines
        where line_number = 1 and number = 7

    )

    select
        order_number,
        product,
        units,
        strftime(ordered_at, '%d/%m/%Y %H:%M') as ordered_at,
        price,
        customer,
        country
    from exported
    order by place, units
{%- endmacro -%}
