-- One row per row of the raw file, typed; unusable rows carry their reason.
{{ typed_rows('users', required=['user_id'], columns={
    'user_id': 'user_number',
    'birthdate': 'date',
    'gender': 'upper_text',
    'married': 'boolean',
    'has_children': 'boolean',
    'home_country': 'lower_text',
    'home_city': 'lower_text',
    'home_airport': 'upper_text',
    'home_airport_lat': 'latitude',
    'home_airport_lon': 'longitude',
    'sign_up_date': 'date',
}) }}
