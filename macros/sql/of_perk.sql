{#- What a column of a user's perks says of the one with a given key; null for a
    perk that is switched off or not evidenced, or no perk at all. -#}
{%- macro of_perk(column, value, key='priority') -%}
    case
        {%- for signal in signals() %}
        when {{ signal.name }}_score is not null
            and {{ signal.name }}_{{ key }} = {{ value }}
            then {{ sql_text(signal.name) if column == 'signal'
                else signal.name ~ '_' ~ column }}
        {%- endfor %}
    end
{%- endmacro -%}
