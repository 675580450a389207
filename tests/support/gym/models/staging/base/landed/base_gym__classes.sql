-- One row per row of the raw file, typed; unusable rows carry their reason.
{{ typed_rows('classes', required=['class_id'], columns={
    'class_id': 'text',
    'class_name': 'text',
}) }}
