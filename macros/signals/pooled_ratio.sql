{#- The ratio of two sums over all rows; 0 where there is nothing to count. -#}
{%- macro pooled_ratio(numerator, denominator) -%}
    coalesce(
        {{ safe_ratio('sum(' ~ numerator ~ ')', 'sum(' ~ denominator ~ ')') }},
        0
    )
{%- endmacro -%}
