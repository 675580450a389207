-- One row per usable row of users whose key other usable rows bear too.
{{ repeated_rows('users') }}
