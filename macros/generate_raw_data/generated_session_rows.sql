{#- One row of sessions.csv: a visit or the cancellation of its trip. -#}
{%- macro generated_session_rows(seed) -%}
    {%- set shares = generator_shares() -%}
    {%- set key = "user_id, ':', visit_number" -%}
    {#- Fractions as the platform writes them, two with the noise of a sum. -#}
    {%- set amounts -%}
        ['0.05', '0.1', '0.15', '0.2', '0.25', '0.3', '0.35',
        '0.3999999999999999', '0.45', '0.5', '0.55', '0.6000000000000001']
    {%- endset -%}
    with

    digits as (

        select
            *,
            {{ random_digits(seed, key, 'session') }} as session_digits,
            {{ random_digits(seed, key, 'discount') }} as discount_digits,
            {{ random_digits(seed, key, 'cancellation') }}
                as cancellation_digits
        from generated_visits
        where not is_unnamed

    ),

    drawn as (

        select
            *,
            -- Clicks to find something, and those a booking takes.
            1
            + cast(
                floor(
                    -ln(1 - {{ random_draw('session_digits', 1) }}) * 10.5
                ) as bigint
            )
            + 8 * cast(is_flight_booked as bigint)
            + 7 * cast(is_hotel_booked as bigint) as visit_clicks,
            {{ random_draw('session_digits', 2) }} as pace_draw,
            {{ random_draw('session_digits', 3) }}
            < {{ shares['flight_discount_rate'] }} * discount_factor
                as is_flight_discounted,
            {{ random_draw('session_digits', 4) }}
            < {{ shares['hotel_discount_rate'] }} * discount_factor
                as is_hotel_discounted,
            depth_factor * (
                -1.45 * ln(1 - {{ random_draw('discount_digits', 1) }})
                + 1.1 * {{ random_draw('discount_digits', 2) }}
            ) as flight_depth,
            depth_factor * (
                -1.05 * ln(1 - {{ random_draw('discount_digits', 3) }})
                + 1.05 * {{ random_draw('discount_digits', 4) }}
            ) as hotel_depth,
            {{ random_draw('cancellation_digits', 1) }} as when_draw,
            {{ random_draw('cancellation_digits', 2) }} as effort_draw,
            {{ random_draw('cancellation_digits', 3) }} as slowness_draw,
            md5(concat(session_digits, discount_digits)) as visit_hex,
            md5(concat(session_digits, cancellation_digits))
                as cancellation_hex,
            unnest(
                case
                    when is_cancelled then [false, true]
                    when dirt = 'duplicate_session' then [false, false]
                    else [false]
                end
            ) as is_cancellation
        from digits

    ),

    timed as (

        select
            *,
            started_at
            + to_seconds(cast(floor(visit_clicks * (7 + pace_draw)) as bigint))
                as visit_ended_at,
            600 + 15200 * effort_draw as cancellation_seconds
        from drawn

    ),

    completed as (

        select
            *,
            visit_ended_at + to_seconds(
                cast(
                    floor(
                        when_draw
                        * date_diff('second', visit_ended_at, cancelled_before)
                    ) as bigint
                )
            ) as cancellation_started_at
        from timed

    )

    select
        case
            when dirt = 'missing_session_id' then ''
            when is_cancellation then concat(user_id, '-', cancellation_hex)
            else concat(user_id, '-', visit_hex)
        end as session_id,
        user_id,
        trip_id,
        case
            when dirt = 'unparsable_start' then 'not a date'
            when is_cancellation
                then cast(cancellation_started_at as varchar)
            else cast(started_at as varchar)
        end as session_start,
        case
            when is_cancellation
                then cancellation_started_at + to_microseconds(
                    cast(
                        floor(
                            1000000 * least(cancellation_seconds, 7200)
                        ) as bigint
                    )
                )
            else visit_ended_at
        end as session_end,
        is_cancellation
        or is_flight_discounted
        or coalesce(dirt = 'missing_amount', false) as flight_discount,
        is_cancellation or is_hotel_discounted as hotel_discount,
        case
            when is_cancellation or dirt = 'missing_amount' then null
            when is_flight_discounted
                then ({{ amounts }})[
                    1 + cast(least(floor(flight_depth), 11) as integer)
                ]
        end as flight_discount_amount,
        case
            when is_cancellation then null
            when is_hotel_discounted
                then ({{ amounts }})[
                    1 + cast(least(floor(hotel_depth), 11) as integer)
                ]
        end as hotel_discount_amount,
        case
            when dirt = 'stray_session' then ' True'
            else cast(is_cancellation or is_flight_booked as varchar)
        end as flight_booked,
        is_cancellation or is_hotel_booked as hotel_booked,
        case
            when dirt = 'unparsable_clicks' then 'n/a'
            when is_cancellation
                then cast(
                    cast(
                        greatest(
                            10,
                            least(
                                200,
                                floor(
                                    cancellation_seconds
                                    / (36 + 26 * slowness_draw)
                                )
                            )
                        ) as integer
                    ) as varchar
                )
            else cast(visit_clicks as varchar)
        end as page_clicks,
        is_cancellation as cancellation
    from completed
{%- endmacro -%}
