{#- A sum over some rows; 0, not null, where there are none. -#}
{%- macro sum_where(value, condition, data_type=none) -%}
    {%- set total -%}
    coalesce(sum(case when {{ condition }} then {{ value }} end), 0)
    {%- endset -%}
    {{ 'cast(' ~ total ~ ' as ' ~ data_type ~ ')' if data_type else total }}
{%- endmacro -%}
