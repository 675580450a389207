-- One row per promise between the raw files: how often a row that another one
-- names is there.
with

trips as (

    select
        is_flight_booked,
        is_hotel_booked,
        has_flight,
        has_hotel
    from {{ ref('int_trips') }}

),

sessions as (

    select user_id from {{ ref('stg_traveltide__sessions') }}

),

users as (

    select user_id from {{ ref('stg_traveltide__users') }}

),

counted_matches as (

    select
        'booked_flights_found' as match_name,
        count(*) as named_count,
        count(*) filter (where has_flight) as found_count
    from trips
    where is_flight_booked

    union all

    select
        'booked_hotels_found' as match_name,
        count(*) as named_count,
        count(*) filter (where has_hotel) as found_count
    from trips
    where is_hotel_booked

    union all

    select
        'session_users_found' as match_name,
        count(*) as named_count,
        count(users.user_id) as found_count
    from sessions
    left join users
        on sessions.user_id = users.user_id

),

source_matches as (

    select
        match_name,
        named_count,
        found_count,
        {{ safe_ratio('found_count', 'named_count') }} as found_share
    from counted_matches

)

select * from source_matches
