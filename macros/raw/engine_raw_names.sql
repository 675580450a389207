{#- What files call a column of the engine's raw tables, where that is not its own
    name. -#}
{%- macro engine_raw_names() -%}
    {%- do return({'booking_id': 'trip_id'}) -%}
{%- endmacro -%}
