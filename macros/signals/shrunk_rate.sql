{#- A user's rate drawn towards a prior, as if prior_strength more trials had
    gone like everybody's: the prior itself without a trial. -#}
{%- macro shrunk_rate(numerator, trials, prior) -%}
    ({{ numerator }} + {{ var('prior_strength') }} * {{ prior }})
    / (cast({{ trials }} as double) + {{ var('prior_strength') }})
{%- endmacro -%}
