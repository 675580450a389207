-- One row per usable row of campaign events whose key other usable rows bear
-- too.
{{ repeated_rows('campaign_events') }}
