{#- One row of hotels.csv. -#}
{%- macro generated_hotel_rows(seed, dirt) -%}
    {%- set key = "user_id, ':', visit_number" -%}
    with

    digits as (

        select
            *,
            {{ random_digits(seed, key, 'hotel') }} as hotel_digits,
            {{ random_digits(seed, key, 'price') }} as price_digits
        from generated_trips
        where
            is_hotel_booked
            and (dirt is null or dirt != 'missing_hotel')

    ),

    drawn as (

        select
            *,
            {{ random_draw('hotel_digits', 1) }} as room_draw,
            {{ random_draw('hotel_digits', 2) }} as brand_draw,
            {{ random_draw('hotel_digits', 3) }} as transfer_draw,
            {{ random_draw('hotel_digits', 4) }} as last_night_draw,
            -- Nearly normal, with mean 0 and deviation 1.
            sqrt(3) * (
                {{ random_draw('price_digits', 1) }}
                + {{ random_draw('price_digits', 2) }}
                + {{ random_draw('price_digits', 3) }}
                + {{ random_draw('price_digits', 4) }} - 2
            ) as price_deviation
        from digits

    ),

    arrived as (

        select
            *,
            -- Two hours, the flight at 800 km/h, a quarter of an hour for
            -- luck; counted in steps of 5 ms, as the platform seems to.
            case
                when is_flight_booked
                    then departs_at + to_milliseconds(
                        5 * cast(
                            floor(
                                200 * (
                                    7200 + 4.5 * distance_km
                                    + 900 * transfer_draw
                                )
                            ) as bigint
                        )
                    )
                else
                    cast(cast(departs_at as date) as timestamp)
                    + interval 11 hour
            end as check_in_at,
            cast(departs_at as date) + day_count
            - cast(is_flight_booked and last_night_draw < 0.5 as integer)
                as booked_check_out_date
        from drawn

    ),

    stayed as (

        select
            *,
            {%- if dirt > 0 %}
            booked_check_out_date as check_out_date,
            -- The platform counts no night before a check-in past noon.
            cast(check_in_at as time) >= time '12:00:00' as is_night_lost
            {%- else %}
            greatest(booked_check_out_date, cast(check_in_at as date) + 1)
                as check_out_date,
            false as is_night_lost
            {%- endif %}
        from arrived

    )

    select
        trip_id,
        concat(
            getvariable('generated_hotel_brands')[
                1 + cast(
                    floor(
                        brand_draw * len(getvariable('generated_hotel_brands'))
                    ) as integer
                )
            ].name,
            ' - ',
            destination.city
        ) as hotel_name,
        check_out_date - cast(check_in_at as date)
        - cast(is_night_lost as integer) as nights,
        case
            when dirt = 'stray_hotel' then ' 1'
            when room_draw < 0.845 then '1'
            when room_draw < 0.967 then '2'
            when room_draw < 0.994 then '3'
            else '4'
        end as rooms,
        check_in_at as check_in_time,
        case
            when dirt = 'missing_check_out' then null
            else cast(check_out_date as timestamp) + interval 11 hour
        end as check_out_time,
        cast(
            greatest(17, least(1376, floor(150 * exp(0.6 * price_deviation))))
            as integer
        ) as hotel_per_room_usd
    from stayed
{%- endmacro -%}
