{#- The raw tables, each with the column that tells its rows apart. -#}
{%- macro raw_tables() -%}
    {%- do return({
        'users': 'user_id',
        'sessions': 'session_id',
        'flights': 'trip_id',
        'hotels': 'trip_id',
        'campaign_events': 'event_id',
    }) -%}
{%- endmacro -%}
