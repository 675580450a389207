{#- What a forecast of a rate loses on so many trials, in natural logarithms; one
    that was certain and wrong loses no more than the least number allows.
    A decimal, so that it adds up in any order. -#}
{%- macro log_loss(event_count, trial_count, rate) -%}
    cast(
        -{{ event_count }} * ln(greatest({{ rate }}, 1e-15))
        - ({{ trial_count }} - {{ event_count }})
        * ln(greatest(1 - {{ rate }}, 1e-15)) as decimal(18, 9)
    )
{%- endmacro -%}
