{#- Within which bounds a number of a kind lies. -#}
{%- macro allowed_range(kind) -%}
    {%- do return({
        'count': '>= 0',
        'fraction': 'between 0 and 1',
        'amount': '>= 0',
        'latitude': 'between -90 and 90',
        'longitude': 'between -180 and 180',
    }.get(kind)) -%}
{%- endmacro -%}
