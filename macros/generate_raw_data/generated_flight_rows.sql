{#- One row of flights.csv. -#}
{%- macro generated_flight_rows(seed) -%}
    {%- set shares = generator_shares() -%}
    {%- set key = "user_id, ':', visit_number" -%}
    with

    digits as (

        select
            *,
            {{ random_digits(seed, key, 'flight') }} as flight_digits,
            {{ random_digits(seed, key, 'fare') }} as fare_digits
        from generated_trips
        where
            is_flight_booked
            and (dirt is null or dirt != 'missing_flight')

    ),

    drawn as (

        select
            *,
            {{ random_draw('flight_digits', 1) }} as party_draw,
            {{ random_draw('flight_digits', 2) }}
            >= {{ shares['one_way_rate'] }} as is_return_booked,
            {{ random_draw('flight_digits', 3) }} as luggage_draw,
            {{ random_draw('flight_digits', 4) }} as rounding_draw,
            {{ random_draw('flight_digits', 5) }} as airline_draw,
            {{ random_draw('fare_digits', 1) }}
            + {{ random_draw('fare_digits', 2) }} as fare_draw
        from digits

    ),

    seated as (

        select
            *,
            case
                when party_draw < 0.853 then 1
                when party_draw < 0.961 then 2
                when party_draw < 0.989 then 3
                when party_draw < 0.997 then 4
                when party_draw < 0.999 then 5
                else 6
            end as seats
        from drawn

    ),

    priced as (

        select
            *,
            -- The fitted fare of the real export, give or take a half.
            exp(-2.416) * distance_km * seats
            * case when is_return_booked then exp(0.689) else 1 end
            * (0.5 + 0.5 * fare_draw) as fare
        from seated

    )

    select
        trip_id,
        case
            when dirt = 'stray_flight' then concat(lower(home.code), ' ')
            else home.code
        end as origin_airport,
        destination.city as destination,
        destination.code as destination_airport,
        seats,
        is_return_booked as return_flight_booked,
        departs_at as departure_time,
        case
            when is_return_booked then departs_at + to_days(day_count)
        end as return_time,
        -- Others of the party bring a little; the second draw rounds, which
        -- keeps the mean.
        cast(
            floor(
                bag_mean * (0.75 + 0.25 * seats) * (0.6 + 0.8 * luggage_draw)
                + rounding_draw
            ) as integer
        ) as checked_bags,
        getvariable('generated_airlines')[
            1 + cast(
                floor(
                    pow(airline_draw, 2)
                    * len(getvariable('generated_airlines'))
                ) as integer
            )
        ].name as trip_airline,
        destination.latitude as destination_airport_lat,
        destination.longitude as destination_airport_lon,
        case
            when dirt = 'unparsable_fare' then 'USD'
            else cast(floor(100 * fare) / 100 as varchar)
        end as base_fare_usd
    from priced
{%- endmacro -%}
