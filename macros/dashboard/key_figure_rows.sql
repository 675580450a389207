{#- A query for what each key figure and month is made of: a row for each of the
    figures, a name, unit, better direction, numerator and denominator. -#}
{%- macro key_figure_rows(months, figures) -%}
    {% for figure, unit, better, numerator, denominator in figures -%}
    select
        {{ loop.index }} as place,
        '{{ figure }}' as figure,
        '{{ unit }}' as unit,
        '{{ better }}' as better,
        month,
        period_name,
        cast({{ numerator }} as double) as numerator,
        cast({{ denominator }} as double) as denominator
    from {{ months }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
{%- endmacro -%}
