-- One row per row of the raw file, typed; unusable rows carry their reason.
{{ typed_rows('hotels', required=['trip_id'], columns={
    'trip_id': 'text',
    'hotel_name': 'text',
    'nights': 'whole_number',
    'rooms': 'count',
    'check_in_time': 'timestamp',
    'check_out_time': 'timestamp',
    'hotel_per_room_usd': 'amount',
}) }}
