{#- Kilometres between two points given in degrees, on a sphere of 6,371 km;
    null where a coordinate is. Exact to a metre, so that sums of it depend
    neither on the order of rows nor on the last digit of an engine's sine. -#}
{%- macro great_circle_km(
    from_latitude, from_longitude, to_latitude, to_longitude
) -%}
    {%- set haversine -%}
        pow(sin(radians(
            cast({{ to_latitude }} - {{ from_latitude }} as double)
        ) / 2), 2)
        + cos(radians(cast({{ from_latitude }} as double)))
        * cos(radians(cast({{ to_latitude }} as double)))
        * pow(sin(radians(
            cast({{ to_longitude }} - {{ from_longitude }} as double)
        ) / 2), 2)
    {%- endset -%}
    {#- Between antipodes noise can lift the haversine above 1; least() alone
        would turn a null into 1. -#}
    case
        when
            ({{ from_latitude }} + {{ from_longitude }}
            + {{ to_latitude }} + {{ to_longitude }}) is not null
            then cast(
                2 * 6371 * asin(sqrt(least(1.0, {{ haversine }})))
                as decimal(18, 3)
            )
    end
{%- endmacro -%}
