-- One row per user that the page can be asked for: all it says of them, as
-- JSON, and in which file; nobody where users are left out.
with

user_offers as (

    select * from {{ ref('dashboard_user_offers') }}

),

user_features as (

    select * from {{ ref('user_features') }}

),

user_events as (

    select * from {{ ref('dashboard_user_events') }}

),

user_details as (

    select
        user_offers.user_id,
        user_offers.file_number,
        to_json({
            'offer': user_offers.offer,
            'signals': user_offers.signals,
            'history': user_offers.history,
            'features': case
                when user_features.user_id is not null then {
                    {%- for feature in [
                        'session_count',
                        'booked_trip_count',
                        'cancellation_rate',
                        'bags_per_flight',
                        'nights_per_stay',
                        'bundle_trip_count',
                        'discounted_flight_rate',
                        'discounted_hotel_rate',
                        'flight_spend_usd',
                        'hotel_spend_usd',
                    ] %}
                    '{{ feature }}': {{ finite(
                        'user_features.' ~ feature
                    ) }}{{ ',' if not loop.last }}
                    {%- endfor %}
                }
            end,
            'events': coalesce(user_events.events, cast('[]' as json))
        }) as user_text
    from user_offers
    left join user_features
        on user_offers.user_id = user_features.user_id
    left join user_events
        on user_offers.user_id = user_events.user_id

)

select * from user_details
