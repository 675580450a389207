-- One row per row of the raw file, typed; unusable rows carry their reason.
{{ typed_rows('sessions', required=['session_id', 'user_id'], columns={
    'session_id': 'text',
    'user_id': 'user_number',
    'trip_id': 'text',
    'session_start': 'timestamp',
    'session_end': 'timestamp',
    'flight_discount': 'boolean',
    'hotel_discount': 'boolean',
    'flight_discount_amount': 'fraction',
    'hotel_discount_amount': 'fraction',
    'flight_booked': 'boolean',
    'hotel_booked': 'boolean',
    'page_clicks': 'count',
    'cancellation': 'boolean',
}) }}
