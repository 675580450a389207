{#- Columns of a relation that says withheld_because: null where it says why. -#}
{%- macro unless_withheld(names) -%}
    {%- for name in names %}
        case when withheld_because is null then {{ name }} end as {{ name }}
        {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro -%}
