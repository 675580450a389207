-- One row per user with a booked trip in the window: their trips as JSON, the
-- latest first, by month of booking and day of travel.
with

trips as (

    select * from {{ ref('int_trips') }}
    where is_in_window

),

user_perks as (

    select user_id from {{ ref('user_perks') }}

),

switches as (

    select is_included from {{ ref('panel_user_lookup') }}

),

-- To sort each short list costs a third of an ordered aggregate; the fields
-- that come first decide.
describe_trips as (

    select
        trips.user_id,
        {
            'booked': strftime(trips.booked_at, '%Y-%m'),
            'travel': strftime(trips.starts_at, '%Y-%m-%d'),
            'product': case
                when trips.has_flight and trips.has_hotel
                    then 'Flight and hotel'
                when trips.has_flight then 'Flight'
                when trips.has_hotel then 'Hotel'
            end,
            'destination': {{ title_case('trips.destination') }},
            'nights': trips.night_count,
            'bags': trips.checked_bag_count,
            'spend': cast(
                trips.flight_spend_usd + trips.hotel_spend_usd
                as decimal(18, 2)
            ),
            'outcome': case
                when trips.is_cancelled_in_window then 'Cancelled'
                else 'Kept'
            end
        } as trip
    from trips
    inner join user_perks
        on trips.user_id = user_perks.user_id
    cross join switches
    where switches.is_included

),

user_events as (

    select
        user_id,
        to_json(list_reverse_sort(list(trip))) as events
    from describe_trips
    group by user_id

)

select * from user_events
