{#- One row of users.csv. Who a person is says nothing about how it travels. -#}
{%- macro generated_user_rows(seed) -%}
    with

    digits as (

        select
            *,
            {{ random_digits(seed, 'user_id', 'person') }} as person_digits
        from generated_users

    ),

    drawn as (

        select
            user_id,
            sign_up_date,
            dirt,
            getvariable('generated_airports')[home_position] as home,
            {{ random_draw('person_digits', 1) }} as first_age_draw,
            {{ random_draw('person_digits', 2) }} as second_age_draw,
            {{ random_draw('person_digits', 3) }} as gender_draw,
            {{ random_draw('person_digits', 4) }} as married_draw,
            {{ random_draw('person_digits', 5) }} as children_draw
        from digits

    ),

    described as (

        select
            *,
            date '1950-01-01' + cast(
                floor(11500 * (first_age_draw + second_age_draw)) as integer
            ) as drawn_birthdate,
            case
                when gender_draw < 0.88 then 'F'
                when gender_draw < 0.998 then 'M'
                else 'O'
            end as gender
        from drawn

    )

    select
        user_id,
        -- Whoever gives a later date is entered in 2006, as by the platform.
        case
            when drawn_birthdate < date '2007-01-01' then drawn_birthdate
            else
                date '2006-01-01'
                + cast(floor(365 * children_draw) as integer)
        end as birthdate,
        case
            when dirt = 'stray_user' then concat(' ', gender) else gender
        end as gender,
        married_draw < 0.44 as married,
        children_draw < 0.33 as has_children,
        home.country as home_country,
        home.city as home_city,
        case
            when dirt = 'stray_user' then concat(lower(home.code), ' ')
            else home.code
        end as home_airport,
        home.latitude as home_airport_lat,
        home.longitude as home_airport_lon,
        sign_up_date
    from described
{%- endmacro -%}
