{#- One end of Newcombe's interval for the difference of two shares, +1 the upper
    and -1 the lower. It keeps its promise where events are few. -#}
{%- macro newcombe_bound(
    event_count,
    user_count,
    other_event_count,
    other_user_count,
    limit,
    direction
) -%}
    {%- set share -%}
    (cast({{ event_count }} as double) / {{ user_count }})
    {%- endset -%}
    {%- set other_share -%}
    (cast({{ other_event_count }} as double) / {{ other_user_count }})
    {%- endset -%}
    {{ share }} - {{ other_share }} + ({{ direction }}) * sqrt(
        pow(
            {{ share }} - {{ wilson_bound(
                event_count, user_count, limit, direction
            ) }},
            2
        )
        + pow(
            {{ other_share }} - {{ wilson_bound(
                other_event_count, other_user_count, limit, -direction
            ) }},
            2
        )
    )
{%- endmacro -%}
