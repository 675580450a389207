-- One row per row of the raw file, typed; unusable rows carry their reason.
{{ typed_rows('items', required=['item_id'], columns={
    'item_id': 'upper_text',
    'item_name': 'text',
    'category': 'text',
}) }}
