{#- The raw tables that the engine reads whatever the domain. Their file may be
    missing: before the first campaign there is nothing to export. -#}
{%- macro engine_raw_tables() -%}
    {%- do return({'campaign_events': 'event_id'}) -%}
{%- endmacro -%}
