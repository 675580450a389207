{#- One row per product: every tenth is for a season, and its name says so. -#}
{%- macro generated_products(seed) -%}
    with

    numbers as (

        select
            range as number,
            ['Bowl', 'Candle', 'Lamp', 'Basket', 'Mug', 'Cushion'][1 + range % 6]
                as kind,
            {{ random_digits(seed, 'range', 'product') }} as digits
        from range(1, 301)

    )

    select
        'P' || lpad(cast(number as varchar), 4, '0') as product,
        case
            when number % 10 = 0
                then
                    ['Christmas ', 'Easter ', 'Halloween '][1 + number // 10 % 3]
                    || lower(kind)
            else kind
        end
        || ' ' || number as name,
        ['Kitchen', 'Home', 'Garden'][1 + number % 3] as category,
        cast(round(1 + 19 * {{ random_draw('digits', 1) }}, 2)
            as decimal(18, 2)) as price
    from numbers
    order by number
{%- endmacro -%}
