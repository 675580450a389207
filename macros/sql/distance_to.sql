{#- The distance to the cluster of a number. -#}
{%- macro distance_to(number, clusters) -%}
    case {{ number }}
        {%- for cluster in clusters %}
        when {{ cluster }} then distance_{{ cluster }}
        {%- endfor %}
    end
{%- endmacro -%}
