{#- One end of Welch's interval for the difference of two means, +1 the upper and
    -1 the lower; an error is a variance over its number of users. -#}
{%- macro welch_bound(
    difference, error, user_count, other_error, other_user_count, limit,
    direction
) -%}
    {%- set degrees -%}
    (
        pow({{ error }} + {{ other_error }}, 2) / nullif(
            pow({{ error }}, 2) / ({{ user_count }} - 1)
            + pow({{ other_error }}, 2) / ({{ other_user_count }} - 1),
            0
        )
    )
    {%- endset -%}
    {{ difference }} + ({{ direction }}) * sqrt({{ error }} + {{ other_error }})
    * {{ t_quantile(limit, degrees) }}
{%- endmacro -%}
