{#- A city as people write it: rio de janeiro becomes Rio de Janeiro. -#}
{%- macro place_name(city) -%}
    replace({{ title_case(city) }}, ' De ', ' de ')
{%- endmacro -%}
