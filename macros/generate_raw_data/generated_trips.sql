{#- One row per booked trip, with what its flight and its hotel share. -#}
{%- macro generated_trips(seed) -%}
    {%- set shares = generator_shares() -%}
    {%- set key = "user_id, ':', visit_number" -%}
    with

    booked as (

        select
            *,
            {{ random_digits(seed, key, 'journey') }} as journey_digits
        from generated_visits
        where
            is_booked
            and (dirt is null or dirt != 'orphan_trip')

    ),

    drawn as (

        select
            *,
            {{ random_draw('journey_digits', 1) }} as destination_draw,
            {{ random_draw('journey_digits', 2) }}
            < {{ shares['next_day_return_rate'] }} as is_next_day_return,
            -- Exponential: mostly short, now and then very long.
            -ln(1 - {{ random_draw('journey_digits', 3) }}) * stay_factor
                as length
        from booked

    ),

    directed as (

        select
            *,
            -- The front of the list is visited more, the own home never.
            1 + cast(
                floor(
                    pow(destination_draw, 2.5)
                    * (len(getvariable('generated_airports')) - 1)
                ) as integer
            ) as position_without_home
        from drawn

    ),

    placed as (

        select
            *,
            getvariable('generated_airports')[home_position] as home,
            getvariable('generated_airports')[
                position_without_home
                + cast(position_without_home >= home_position as integer)
            ] as destination
        from directed

    )

    select
        user_id,
        visit_number,
        dirt,
        trip_id,
        is_flight_booked,
        is_hotel_booked,
        departs_at,
        -- Those who need no flight stay for longer.
        cast(
            case
                when not is_flight_booked then 1 + floor(7 * length)
                when is_next_day_return then 1
                else 2 + floor(2.8 * length)
            end as integer
        ) as day_count,
        home,
        destination,
        {{ great_circle_km(
            'home.latitude', 'home.longitude',
            'destination.latitude', 'destination.longitude'
        ) }} as distance_km,
        bag_mean
    from placed
{%- endmacro -%}
