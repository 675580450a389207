-- One row per row of the raw file, typed; unusable rows carry their reason.
{{ typed_rows(
    'campaign_events',
    required=[
        'event_id', 'campaign_id', 'user_id', 'event_type', 'occurred_at'
    ],
    columns={
        'event_id': 'text',
        'campaign_id': 'text',
        'user_id': 'user_number',
        'event_type': 'lower_text',
        'occurred_at': 'timestamp',
        'perk_code': 'text',
        'booking_id': 'text',
        'revenue_usd': 'amount',
        'cost_usd': 'amount',
    }
) }}
