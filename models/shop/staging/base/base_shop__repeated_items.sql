-- One row per usable row of items whose key other usable rows bear too.
{{ repeated_rows('items') }}
