{#- Up to what price of a dollar of the budget a user's offer is better than all
    cheaper ones, and than nothing: what its last dollar brings. Below zero if
    one that costs no more brings as much. The query must read offers. -#}
{%- macro price_of_offer(name, place) -%}
    {%- set cost = 'offers.' ~ name ~ '_cost' -%}
    {%- set net = 'offers.' ~ name ~ '_net' -%}
    least(
            cast('infinity' as double),
            {{ net }} / nullif({{ cost }}, 0)
            {%- for other in signals() if other.name != name %}
            {%- set others = 'offers.' ~ other.name ~ '_cost' %}
            {%- set gain = '(' ~ net ~ ' - offers.' ~ other.name ~ '_net)' %},
            case
                when {{ others }} < {{ cost }}
                    then {{ gain }} / ({{ cost }} - {{ others }})
                when {{ others }} = {{ cost }}
                    and ({{ gain }} < 0
                    {{- ' or ' ~ gain ~ ' = 0' if signals().index(other)
                        < place }})
                    then -1
            end
            {%- endfor %}
        )
{%- endmacro -%}
