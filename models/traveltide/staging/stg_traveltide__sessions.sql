with

sessions as (

    {{ kept_rows('sessions') }}

),

renamed as (

    select
        -- ids
        session_id,
        user_id,
        trip_id,

        -- numerics
        flight_discount_amount,
        hotel_discount_amount,
        page_clicks as page_click_count,

        -- booleans
        flight_discount as is_flight_discount_offered,
        hotel_discount as is_hotel_discount_offered,
        flight_booked as is_flight_booked,
        hotel_booked as is_hotel_booked,
        coalesce(cancellation, false) as is_cancellation,

        -- timestamps
        session_start as started_at,
        session_end as ended_at

    from sessions

)

select * from renamed
