{#- The raw tables of the domain, each with the column that tells its rows
    apart, if one does. A domain that reads no files has none. -#}
{%- macro raw_tables() -%}
    {%- do return({
        'traveltide': {
            'users': 'user_id',
            'sessions': 'session_id',
            'flights': 'trip_id',
            'hotels': 'trip_id',
            'campaign_events': 'event_id',
        },
        'shop': {
            'order_lines': none,
            'items': 'item_id',
            'customers': 'user_id',
            'campaign_events': 'event_id',
        },
    }.get(var('domain'), {})) -%}
{%- endmacro -%}
