with

users as (

    {{ kept_rows('users') }}

),

renamed as (

    select
        -- ids
        user_id,

        -- strings
        gender,
        home_country,
        home_city,
        home_airport,

        -- numerics
        home_airport_lat as home_airport_latitude,
        home_airport_lon as home_airport_longitude,

        -- booleans
        married as is_married,
        has_children,

        -- dates
        birthdate as birth_date,
        sign_up_date as signed_up_date

    from users

)

select * from renamed
