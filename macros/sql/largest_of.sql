{#- The name of the signal whose column is the largest, the first of equals. -#}
{%- macro largest_of(signals) -%}
    {%- set names = signals | map(attribute='name') | list -%}
    case greatest({{ names | join(', ') }})
        {%- for name in names %}
        when {{ name }} then '{{ name }}'
        {%- endfor %}
    end
{%- endmacro -%}
