{#- Whether two campaigns share a day, by their first days and horizons. -#}
{%- macro campaigns_overlap(first_day, days, other_first_day, other_days) -%}
    {{ days_between(first_day, other_first_day) }} < {{ days }}
    and {{ days_between(other_first_day, first_day) }} < {{ other_days }}
{%- endmacro -%}
