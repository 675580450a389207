{#- A user's rate drawn towards what is expected, as if `strength` more trials
    had gone as expected: that itself without a trial. -#}
{%- macro posterior_rate(event_count, trial_count, expected, strength) -%}
    coalesce(
        ({{ event_count }} + {{ strength }} * {{ expected }})
        / nullif(cast({{ trial_count }} as double) + {{ strength }}, 0),
        {{ expected }}
    )
{%- endmacro -%}
