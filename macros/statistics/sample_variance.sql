{#- The variance of a sample by its number of values, their sum and that of their
    squares; null for fewer than two values. -#}
{%- macro sample_variance(user_count, total, total_squares) -%}
    greatest(
        {{ total_squares }}
        - {{ total }} * {{ total }} / cast({{ user_count }} as double),
        0
    ) / nullif({{ user_count }} - 1, 0)
{%- endmacro -%}
