{#- A rate on the scale on which segments are learned: a share as it is, a rate
    without an upper end by its logarithm. -#}
{%- macro model_coordinate(family, rate) -%}
    {{ rate if family == 'share' else 'ln(1 + ' ~ rate ~ ')' }}
{%- endmacro -%}
