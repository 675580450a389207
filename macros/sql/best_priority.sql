{#- The priority of the perk with the largest score, but for one that is left
    out; of equals the first in priority, null where there is none. -#}
{%- macro best_priority(but_for=none) -%}
    {%- set scores = {} -%}
    {%- for signal in signals() -%}
        {%- do scores.update({
            signal.name ~ '_priority':
                'case when coalesce(' ~ signal.name ~ '_priority != ' ~ but_for
                ~ ', true) then ' ~ signal.name ~ '_score end'
                if but_for else signal.name ~ '_score'
        }) -%}
    {%- endfor -%}
    least(
        {%- for priority, score in scores.items() %}
        case
            when {{ score }} = greatest({{ scores.values() | join(', ') }})
                then {{ priority }}
        end{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro -%}
