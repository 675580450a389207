{#- One row per line of an order. Replenishers buy the same few products again,
    season shoppers what is for a season, bulk buyers many units. -#}
{%- macro generated_order_lines(seed) -%}
    with

    numbers as (

        select
            orders.*,
            line_number,
            {{ random_digits(
                seed, "order_code || ':' || line_number", 'line'
            ) }} as digits
        from generated_orders as orders,
            unnest(range(1, orders.line_count + 1)) as lines(line_number)

    ),

    drawn as (

        select
            *,
            cast(floor(300 * {{ random_draw('digits', 1) }}) as integer)
                as any_product,
            {{ random_draw('digits', 2) }} as taste_draw,
            {{ random_draw('digits', 3) }} as unit_draw
        from numbers

    ),

    chosen as (

        select
            *,
            1 + case
                when persona = 'replenishing' and taste_draw < 0.8
                    then (7 * number + 31 * (line_number % 6)) % 300
                when persona = 'seasonal' and taste_draw < 0.6
                    then 10 * (any_product % 30) + 9
                else any_product
            end as product_number
        from drawn

    )

    select
        chosen.number,
        chosen.customer,
        chosen.country,
        chosen.order_code,
        chosen.line_number,
        chosen.ordered_at,
        chosen.comes_back,
        products.product,
        products.price,
        case
            when chosen.persona = 'bulk' and chosen.taste_draw < 0.7
                then 48 + cast(floor(100 * chosen.unit_draw) as integer)
            else 1 + cast(floor(6 * chosen.unit_draw) as integer)
        end as units
    from chosen
    inner join generated_products as products
        on
            'P' || lpad(cast(chosen.product_number as varchar), 4, '0')
            = products.product
{%- endmacro -%}
