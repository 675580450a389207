-- One row per usable row of classes whose key other usable rows bear too.
{{ repeated_rows('classes') }}
