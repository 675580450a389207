{#- Rows that the loader rejects come last: a file too short to bear one
    within the accepted share has none. -#}
{%- macro generated_dirt_kinds() -%}
    select
        row_number() over () as position,
        *
    from (values
{%- for round in range(3) %}
        ('duplicate_session', 'duplicate_row', 'sessions.csv'),
        ('missing_check_out', 'missing_check_out', 'hotels.csv'),
        ('stray_session', 'stray_blank_or_case', 'sessions.csv'),
        ('orphan_trip', 'orphan_trip', 'sessions.csv'),
        ('stray_flight', 'stray_blank_or_case', 'flights.csv'),
        ('missing_amount', 'discount_flag_without_amount', 'sessions.csv'),
        ('missing_flight', 'booked_flag_without_row', 'flights.csv'),
        ('stray_hotel', 'stray_blank_or_case', 'hotels.csv'),
        ('missing_hotel', 'booked_flag_without_row', 'hotels.csv'),
        ('stray_user', 'stray_blank_or_case', 'users.csv'),
{%- endfor %}
        ('unparsable_clicks', 'unparsable_value', 'sessions.csv'),
        ('unparsable_fare', 'unparsable_value', 'flights.csv'),
        ('missing_session_id', 'missing_key', 'sessions.csv'),
        ('unparsable_start', 'unparsable_value', 'sessions.csv')
    ) as kinds (dirt, kind, file_name)
{%- endmacro -%}
