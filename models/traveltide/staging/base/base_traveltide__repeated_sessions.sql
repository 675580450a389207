-- One row per usable row of sessions whose key other usable rows bear too.
{{ repeated_rows('sessions') }}
