-- One row per key that more than one usable row of a raw file bears.
with

repeated_keys as (

    {% for table_name, key in [
        ('users', 'user_id'),
        ('sessions', 'session_id'),
        ('flights', 'trip_id'),
        ('hotels', 'trip_id'),
    ] -%}
    {{ repeated_keys('base_traveltide__' ~ table_name, key) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from repeated_keys
