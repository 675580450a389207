{% test values_between(model, columns, lowest=none, highest=none) %}

select *
from {{ model }}
where
    {%- for column in columns %}
    {%- if lowest is not none %}
    {{ column }} < {{ lowest }}
    {{- ' or' if highest is not none or not loop.last }}
    {%- endif %}
    {%- if highest is not none %}
    {{ column }} > {{ highest }}
    {{- ' or' if not loop.last }}
    {%- endif %}
    {%- endfor %}

{% endtest %}
