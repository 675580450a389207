{#- What people tell users apart by: columns of a mart, each with its title, in the
    order of the page, and which of them add up to what was spent. -#}
{%- macro traveltide_profile() -%}
    {%- do return({
        'mart': 'user_features',
        'features': {
            'session_count': 'Sessions',
            'booked_trip_count': 'Trips booked',
            'cancellation_rate': 'Cancels',
            'bags_per_flight': 'Bags per flight',
            'nights_per_stay': 'Nights per stay',
            'bundle_trip_count': 'Flight with hotel',
            'discounted_flight_rate': 'Flies on discount',
            'discounted_hotel_rate': 'Stays on discount',
            'flight_spend_usd': 'Flight spend',
            'hotel_spend_usd': 'Hotel spend',
        },
        'spend': ['flight_spend_usd', 'hotel_spend_usd'],
    }) -%}
{%- endmacro -%}
