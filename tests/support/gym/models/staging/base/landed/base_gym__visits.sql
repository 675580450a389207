-- One row per row of the raw file, typed; unusable rows carry their reason.
{{ typed_rows(
    'visits',
    required=['visit_id', 'user_id', 'class_id', 'visited_at'],
    columns={
        'visit_id': 'text',
        'user_id': 'user_number',
        'class_id': 'text',
        'visited_at': 'timestamp',
        'has_guest': 'boolean',
    }
) }}
