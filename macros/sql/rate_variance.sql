{#- The variance of one trial: of a share around its rate, or of a count of
    events that has no upper end. -#}
{%- macro rate_variance(family, rate) -%}
    {{ rate ~ ' * (1 - ' ~ rate ~ ')' if family == 'share' else rate }}
{%- endmacro -%}
