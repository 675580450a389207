{#- Whether a user was chosen a perk for what they never did, by their counts. -#}
{%- macro groundless_choice(users, choices) -%}
    not {{ choices }}.is_fallback and coalesce(case {{ choices }}.primary_signal
        {%- for signal in signals() %}
        when '{{ signal.name }}' then {{ users }}.{{ signal.name }}_count
        {%- endfor %}
    end, 0) = 0
{%- endmacro -%}
