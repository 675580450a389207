{#- Calendar months from one date to another, whatever their days. -#}
{%- macro months_between(from_date, to_date) -%}
    12 * (year({{ to_date }}) - year({{ from_date }}))
    + month({{ to_date }}) - month({{ from_date }})
{%- endmacro -%}
