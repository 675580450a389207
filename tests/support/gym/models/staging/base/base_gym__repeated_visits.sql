-- One row per usable row of visits whose key other usable rows bear too.
{{ repeated_rows('visits') }}
