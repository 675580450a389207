{#- One row per visit of a user: browsing, or booking a trip. The trips that no
    session names are visits as well. -#}
{%- macro generated_visits(seed) -%}
    {%- set shares = generator_shares() -%}
    {%- set key = "user_id, ':', visit_number" -%}
    with

    numbered as (

        select
            *,
            unnest(
                range(
                    1,
                    window_visit_count + earlier_visit_count
                    + unnamed_trip_count + 1
                )
            ) as visit_number
        from generated_users

    ),

    placed as (

        select
            * exclude (dirt),
            case when visit_number = 1 then dirt end as dirt,
            visit_number <= window_visit_count as is_in_window,
            visit_number > window_visit_count + earlier_visit_count
                as is_unnamed,
            {{ random_digits(seed, key, 'visit') }} as visit_digits,
            {{ random_digits(seed, key, 'trip') }} as trip_digits
        from numbered

    ),

    drawn as (

        select
            *,
            {{ random_draw('visit_digits', 1) }} < booking_rate
                as is_booking,
            {{ random_draw('visit_digits', 2) }} as day_draw,
            {{ random_draw('visit_digits', 3) }} as first_minute_draw,
            {{ random_draw('visit_digits', 4) }} as second_minute_draw,
            {{ random_draw('visit_digits', 5) }} as third_minute_draw,
            {{ random_draw('trip_digits', 1) }} < single_product_rate
                as is_single_product,
            {{ random_draw('trip_digits', 2) }}
            < {{ shares['single_flight_share'] }} as is_single_flight,
            {{ random_draw('trip_digits', 3) }} < cancellation_rate
                as is_cancelling,
            {{ random_draw('trip_digits', 4) }} as lead_draw,
            {{ random_draw('trip_digits', 5) }} as hour_draw,
            case
                when is_in_window
                    then greatest(
                        sign_up_date, date '{{ shares["window_day"] }}'
                    )
                else sign_up_date
            end as first_day,
            case
                when is_in_window then date '{{ shares["last_day"] }}'
                else date '{{ shares["window_day"] }}' - 1
            end as last_day
        from placed

    ),

    decided as (

        select
            *,
            is_booking or is_unnamed or dirt is not null as is_booked,
            -- Dirt sits on whole trips, so that it can be told from chance.
            is_single_product and dirt is null as is_single,
            is_cancelling
            and (is_booking and not is_unnamed and dirt is null)
            -- A cancellation is one more session in the window: users who must
            -- stay below the threshold cancel only while there is room for it.
            and (
                is_frequent
                or not is_in_window
                or visit_number + window_visit_count
                < {{ shares['threshold_visits'] }}
            ) as is_cancelled,
            cast(
                first_day
                + cast(
                    floor(day_draw * (last_day - first_day + 1)) as integer
                ) as timestamp
            )
            -- Few visits by night, most of them before ten in the evening.
            + to_minutes(
                1 + cast(
                    floor(
                        1200 * greatest(first_minute_draw, second_minute_draw)
                        + 120 * third_minute_draw
                    ) as bigint
                )
            ) as started_at
        from drawn

    ),

    ahead as (

        select
            *,
            -- Most leave within a fortnight. Plans made long ahead are the
            -- ones that change.
            case when is_cancelled then 0.5 else 0.02 end as long_lead_share
        from decided

    ),

    planned as (

        select
            *,
            cast(
                cast(started_at as date)
                + cast(
                    case
                        when lead_draw < long_lead_share
                            then 60 + floor(300 * lead_draw / long_lead_share)
                        else 4 + floor(9 * lead_draw)
                    end as integer
                ) as timestamp
            )
            -- A third of the flights leave at seven.
            + to_hours(greatest(7, 4 + cast(floor(13 * hour_draw) as bigint)))
                as departs_at,
            last_day + interval 23 hour as cancelled_before
        from ahead

    )

    select
        user_id,
        visit_number,
        dirt,
        is_unnamed,
        is_booked,
        is_booked and (not is_single or is_single_flight) as is_flight_booked,
        is_booked and (not is_single or not is_single_flight)
            as is_hotel_booked,
        is_cancelled,
        started_at,
        departs_at,
        least(departs_at, cancelled_before) as cancelled_before,
        case
            when is_booked
                then concat(
                    user_id, '-', md5(concat(visit_digits, trip_digits))
                )
        end as trip_id,
        home_position,
        bag_mean,
        stay_factor,
        discount_factor,
        depth_factor
    from planned
{%- endmacro -%}
