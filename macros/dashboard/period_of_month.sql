{#- What a month is to the key figures: one of the last three whole ones (now), one
    of those that they are compared with (before), or neither (null). -#}
{%- macro period_of_month(age, comparison) -%}
    case
        when {{ age }} between 1 and 3 then 'now'
        when {{ comparison }} = 'year' and {{ age }} between 13 and 15
            then 'before'
    end
{%- endmacro -%}
