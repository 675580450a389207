{#- Whether a user did, at least once, what an active perk is about. -#}
{%- macro has_evidence(users, perk_terms) -%}
    (
        {%- for signal in signals() %}
        {{ users }}.{{ signal.name }}_count > 0
        and {{ perk_terms }}.{{ signal.name }}_perk_code is not null
        {{- ' or' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro -%}
