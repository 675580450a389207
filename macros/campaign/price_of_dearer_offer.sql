{#- Below what price of a dollar of the budget one of a user's dearer offers is
    better: what the dollars that it costs more bring; 0 if none is. The query
    must read offers. -#}
{%- macro price_of_dearer_offer(name) -%}
    greatest(
            0
            {%- for other in signals() if other.name != name %}
            {%- set more = '(offers.' ~ other.name ~ '_cost - offers.'
                ~ name ~ '_cost)' %},
            case
                when {{ more }} > 0
                    then
                        (offers.{{ other.name }}_net - offers.{{ name }}_net)
                        / {{ more }}
            end
            {%- endfor %}
        )
{%- endmacro -%}
