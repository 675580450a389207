-- One row per row of the raw file, typed; unusable rows carry their reason.
{{ typed_rows('order_lines', required=['item_id', 'quantity', 'ordered_at'],
    columns={
        'order_id': 'text',
        'item_id': 'upper_text',
        'item_name': 'text',
        'quantity': 'whole_number',
        'ordered_at': 'timestamp',
        'unit_price': 'money',
        'amount': 'money',
        'user_id': 'user_number',
        'country': 'text',
    }
) }}
