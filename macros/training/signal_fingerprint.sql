{#- What changes when, and only when, a user's own signals change. Rounded, so
    that no last digit of a sum does. -#}
{%- macro signal_fingerprint() -%}
    md5(concat_ws(
        ' ',
        {% for signal in [
            'booked_trip_count',
            'bag_rate',
            'cancel_rate',
            'deal_index_flight',
            'deal_index_hotel',
            'bundle_rate',
        ] -%}
        round({{ signal }}, 9),
        {% endfor -%}
        round(night_rate, 9)
    ))
{%- endmacro -%}
