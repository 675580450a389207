-- One row per usable row of flights whose key other usable rows bear too.
{{ repeated_rows('flights') }}
