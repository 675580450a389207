{#- One end of Wilson's interval of a share, +1 the upper and -1 the lower. -#}
{%- macro wilson_bound(event_count, user_count, limit, direction) -%}
    {%- set square = '(' ~ limit ~ ' * ' ~ limit ~ ')' -%}
    (
        2 * {{ event_count }} + {{ square }}
        + ({{ direction }}) * {{ limit }} * sqrt(
            {{ square }}
            + 4.0 * {{ event_count }}
            * (1 - {{ event_count }} / cast({{ user_count }} as double))
        )
    ) / (2 * ({{ user_count }} + {{ square }}))
{%- endmacro -%}
