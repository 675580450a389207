{#- One row per user: how often it visits and how it behaves. -#}
{%- macro generated_users(seed, persona_strength, trips_per_user) -%}
    {%- set shares = generator_shares() -%}
    {%- set frequent_visits = [
        shares['threshold_visits'] + 1,
        (trips_per_user / shares['largest_booking_rate'])
            | round(0, 'ceil') | int,
    ] | max -%}
    {%- set booking_rate = trips_per_user / (
        frequent_visits
        + shares['one_more_visit_share'] + shares['two_more_visits_share']
    ) -%}
    {%- set booking_spread = shares['booking_rate_spread']
        * [booking_rate, 1 - booking_rate] | min -%}
    with

    drawn as (

        select
            *,
            sign_up_date < date '{{ shares["window_day"] }}'
                as is_before_window,
            {{ random_digits(seed, 'user_id', 'visits') }} as visits_digits
        from generated_people

    ),

    counted as (

        select
            *,
            {{ random_draw('visits_digits', 1) }} as window_draw,
            {{ random_draw('visits_digits', 2) }} as earlier_draw,
            {{ random_draw('visits_digits', 3) }}
            < {{ shares['unnamed_trip_rate'] }} as is_unnamed_trip_due,
            {{ random_draw('visits_digits', 4) }} as booking_draw
        from drawn

    )

    select
        user_id,
        is_frequent,
        persona,
        dirt,
        home_position,
        sign_up_date,
        cast(
            case
                when is_frequent
                    then {{ frequent_visits }}
                        + cast(
                            window_draw < {{ shares['one_more_visit_share'] }}
                            as integer
                        )
                        + cast(
                            window_draw < {{ shares['two_more_visits_share'] }}
                            as integer
                        )
                when window_draw < {{ shares['threshold_share'] }}
                    then {{ shares['threshold_visits'] }}
                when is_before_window and dirt is null
                    then floor({{ shares['threshold_visits'] }} * window_draw)
                -- Everybody has a visit, and dirt sits on one in the window.
                else 1 + floor(
                    {{ shares['threshold_visits'] - 1 }} * window_draw
                )
            end as integer
        ) as window_visit_count,
        cast(
            case
                when not is_before_window then 0
                when is_frequent then floor(4 * earlier_draw)
                else floor({{ shares['threshold_visits'] }} * earlier_draw)
            end as integer
        ) as earlier_visit_count,
        cast(is_before_window and is_unnamed_trip_due as integer)
            as unnamed_trip_count,
        cast(
            case
                when is_frequent
                    then {{ booking_rate }}
                        + {{ booking_spread }} * (2 * booking_draw - 1)
                else {{ shares['booking_rate'] }}
            end as double
        ) as booking_rate,
        {%- for rate, persona in [
            ('cancellation_rate', 'flexible'),
            ('bag_mean', 'bag_heavy'),
            ('discount_factor', 'deal_driven'),
            ('depth_factor', 'deal_driven'),
            ('single_product_rate', 'bundler'),
            ('stay_factor', 'bundler'),
        ] %}
        {{ persona_rate(rate, persona, persona_strength) }} as {{ rate }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from counted
{%- endmacro -%}
