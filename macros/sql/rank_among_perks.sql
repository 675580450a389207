{#- The place of a signal's perk among the user's active perks, 1 the best: those
    with evidence by score, then the others, all by priority where they tie. -#}
{%- macro rank_among_perks(signal) -%}
    1
    {%- for other in signals() if other.name != signal.name %}
    + case
        when {{ other.name }}_perk_code is null then 0
        when {{ other.name }}_score > {{ signal.name }}_score then 1
        when {{ other.name }}_score < {{ signal.name }}_score then 0
        when
            ({{ other.name }}_score is null) = ({{ signal.name }}_score is null)
            then
                case
                    when {{ other.name }}_priority < {{ signal.name }}_priority
                        then 1
                    else 0
                end
        when {{ signal.name }}_score is null then 1
        else 0
    end
    {%- endfor %}
{%- endmacro -%}
