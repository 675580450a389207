{#- The coordinate of the centre of the cluster of a number. -#}
{%- macro centre_of(number, signal, kind='c') -%}
    case {{ number }}
        {%- for cluster in range(1, 9) %}
        when {{ cluster }}
            then model_space.{{ kind }}{{ cluster }}_{{ signal.name }}
        {%- endfor %}
    end
{%- endmacro -%}
