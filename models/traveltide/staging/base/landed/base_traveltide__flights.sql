-- One row per row of the raw file, typed; unusable rows carry their reason.
{{ typed_rows('flights', required=['trip_id'], columns={
    'trip_id': 'text',
    'origin_airport': 'upper_text',
    'destination': 'lower_text',
    'destination_airport': 'upper_text',
    'seats': 'count',
    'return_flight_booked': 'boolean',
    'departure_time': 'timestamp',
    'return_time': 'timestamp',
    'checked_bags': 'count',
    'trip_airline': 'text',
    'destination_airport_lat': 'latitude',
    'destination_airport_lon': 'longitude',
    'base_fare_usd': 'amount',
}) }}
