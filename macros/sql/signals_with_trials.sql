{#- The signals of which some user had a trial: what nobody could have done or
    left undone, nobody can be rewarded for. -#}
{%- macro signals_with_trials(users) -%}
    {%- for signal in signals() %}
    select '{{ signal.name }}' as signal
    from {{ users }}
    having sum({{ signal.name }}_trials) > 0
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro -%}
