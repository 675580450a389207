with

hotels as (

    {{ kept_rows('hotels') }}

),

renamed as (

    select
        -- ids
        trip_id,

        -- strings
        hotel_name,

        -- numerics
        nights as raw_night_count,
        rooms as room_count,
        hotel_per_room_usd as room_night_price_usd,

        -- timestamps
        check_in_time as checked_in_at,
        check_out_time as checked_out_at,

        -- dates
        {{ days_between(
            'cast(check_in_time as date)', 'cast(check_out_time as date)'
        ) }} as calendar_nights

    from hotels

),

-- The export counts one night too few where check-in is at noon or later; the
-- calendar tells the nights slept, unless it runs backwards.
repaired as (

    select
        trip_id,
        hotel_name,
        trim(split_part(hotel_name, ' - ', 1)) as hotel_brand,
        trim(split_part(hotel_name, ' - ', 2)) as hotel_city,
        raw_night_count,
        case
            when calendar_nights > 0 then calendar_nights
        end as night_count,
        room_count,
        room_night_price_usd,
        coalesce(calendar_nights != raw_night_count, true)
            as is_night_count_repaired,
        coalesce(calendar_nights <= 0, true) as is_night_count_unknown,
        checked_in_at,
        checked_out_at
    from renamed

)

select * from repaired
