{#- A user's rate drawn towards a prior, as if prior_strength more trials had
    gone like everybody's: the prior itself without a trial. -#}
{%- macro shrunk_rate(numerator, trials, prior) -%}
    coalesce(
        ({{ numerator }} + {{ var('prior_strength') }} * {{ prior }})
        / nullif(
            cast({{ trials }} as double) + {{ var('prior_strength') }}, 0
        ),
        {{ prior }}
    )
{%- endmacro -%}
