-- One row per usable row of customers whose key other usable rows bear too.
{{ repeated_rows('customers') }}
