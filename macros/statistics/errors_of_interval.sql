{#- Standard errors on each side of an interval that holds the truth this probably,
    where what is estimated is normal: 1.96 for the 95% that intervals are of
    unless a var says otherwise. -#}
{%- macro errors_of_interval(confidence=0.95) -%}
    {{ normal_quantile((1 + confidence) / 2) }}
{%- endmacro -%}
