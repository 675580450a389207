{#- What is known of a user's first and second choice, each given by the priority
    of its perk; `reason` stands for a first choice where there is none. Engines
    differ in the last digit of a root. -#}
{%- macro chosen_perk_columns(reason) -%}
    primary_priority is null as is_fallback,
    coalesce({{ of_perk('signal', 'primary_priority') }}, '{{ reason }}')
        as primary_signal,
    coalesce({{ of_perk('count', 'primary_priority') }}, 0)
        as primary_count,
    coalesce({{ of_perk('trials', 'primary_priority') }}, 0)
        as primary_trials,
    {{ of_perk('score', 'primary_priority') }} as primary_affinity,
    {{ of_perk('perk_code', 'second_priority') }} as second_perk,
    {{ of_perk('evidence_level', 'second_priority') }}
        as second_evidence_level,
    {{ of_perk('score', 'second_priority') }} as second_affinity,
    round((
        {{ of_perk('sure_standing', 'primary_priority') }}
        - coalesce({{ of_perk('sure_standing', 'second_priority') }}, 0)
    ) / nullif(sqrt(
        {{ of_perk('variance', 'primary_priority') }}
        + coalesce({{ of_perk('variance', 'second_priority') }}, 0)
    ), 0), 9) as lead_in_deviations
{%- endmacro -%}
