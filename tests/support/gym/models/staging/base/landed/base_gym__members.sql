-- One row per row of the raw file, typed; unusable rows carry their reason.
{{ typed_rows('members', required=['user_id'], columns={
    'user_id': 'user_number',
}) }}
