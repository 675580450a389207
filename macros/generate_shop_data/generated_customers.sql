{#- One row per customer: what they are like, how often and from when on they
    order. Who lapses ordered early in the year and then no more. -#}
{%- macro generated_customers(users, seed) -%}
    with

    numbers as (

        select
            range as number,
            {{ random_digits(seed, 'range', 'customer') }} as digits
        from range(1, {{ users + 1 }})

    ),

    drawn as (

        select
            number,
            [
                'lapsing', 'replenishing', 'seasonal', 'returning', 'ranging',
                'bulk', 'plain'
            ][1 + cast(floor(7 * {{ random_draw('digits', 1) }}) as integer)]
                as persona,
            2 + cast(floor(7 * {{ random_draw('digits', 2) }}) as integer)
                as order_count,
            14 + cast(floor(22 * {{ random_draw('digits', 3) }}) as integer)
                as gap_days,
            {{ random_draw('digits', 4) }} as start_draw,
            {{ random_draw('digits', 5) }} as country_draw
        from numbers

    )

    select
        number,
        'K-' || number as customer,
        persona,
        order_count,
        gap_days,
        case
            when persona = 'lapsing' then cast(floor(40 * start_draw) as integer)
            else
                cast(floor(365 - gap_days * (order_count - 1 + start_draw))
                    as integer)
        end as first_day,
        case
            when country_draw < 0.7 then 'Germany'
            when country_draw < 0.85 then 'Austria'
            when country_draw < 0.95 then 'France'
            else 'Italy'
        end as country
    from drawn
    order by number
{%- endmacro -%}
