{#- One row per user: who it is, when it signed up, which persona and which
    kind of dirt it carries. -#}
{%- macro generated_people(users, seed, frequent_share, dirt) -%}
    {%- set shares = generator_shares() -%}
    {%- set dirty_rows_per_user -%}
        (
            len(getvariable('generated_dirt_kinds'))
            * {{ dirt }} / {{ shares['users_per_dirt_round'] }}e0
        )
    {%- endset -%}
    with

    numbers as (

        select
            range as user_id,
            {{ random_digits(seed, 'range', 'user') }} as user_digits,
            -- Dirt is spread evenly and not by chance: a user carries some if
            -- it raises the number due by one.
            cast(floor((range - 1) * {{ dirty_rows_per_user }}) as bigint)
                as dirty_rows_before,
            cast(floor(range * {{ dirty_rows_per_user }}) as bigint)
                as dirty_rows
        from range(1, {{ users + 1 }})

    ),

    drawn as (

        select
            user_id,
            {{ random_draw('user_digits', 1) }} < {{ frequent_share }}
                as is_frequent,
            {{ random_draw('user_digits', 2) }} as persona_draw,
            {{ random_draw('user_digits', 3) }}
            < {{ shares['early_user_share'] }} as is_early_user,
            {{ random_draw('user_digits', 4) }} as sign_up_draw,
            {{ random_draw('user_digits', 5) }} as home_draw,
            case
                when dirty_rows > dirty_rows_before
                    then getvariable('generated_dirt_kinds')[
                        1 + dirty_rows_before
                        % len(getvariable('generated_dirt_kinds'))
                    ].dirt
            end as dirt
        from numbers

    ),

    classified as (

        select
            user_id,
            is_frequent,
            sign_up_draw,
            dirt,
            case
                when not is_frequent then 'none'
                {%- for persona in [
                    'bag_heavy', 'flexible', 'deal_driven', 'bundler',
                ] %}
                when
                    persona_draw < {{ shares['persona_share'] }}
                    * {{ loop.index }}
                    then '{{ persona }}'
                {%- endfor %}
                else 'none'
            end as persona,
            -- Most frequent users are new: they signed up within sixteen
            -- weeks around the start of the window.
            case
                when is_frequent and not is_early_user
                    then date '{{ shares["window_day"] }}' - 35
                else date '{{ shares["first_day"] }}'
            end as first_sign_up_date,
            case
                when is_frequent and not is_early_user
                    then date '{{ shares["window_day"] }}' + 76
                when is_frequent
                    then date '{{ shares["window_day"] }}' - 36
                else date '{{ shares["last_day"] }}'
            end as last_sign_up_date,
            cast(
                1 + floor(
                    home_draw * len(getvariable('generated_home_airports'))
                ) as integer
            ) as home_position
        from drawn

    )

    select
        user_id,
        is_frequent,
        persona,
        dirt,
        home_position,
        first_sign_up_date + cast(
            floor(
                sign_up_draw * (last_sign_up_date - first_sign_up_date + 1)
            ) as integer
        ) as sign_up_date
    from classified
{%- endmacro -%}
