-- One row per usable row of hotels whose key other usable rows bear too.
{{ repeated_rows('hotels') }}
