-- One row per usable row of members whose key other usable rows bear too.
{{ repeated_rows('members') }}
