{#- An error for a last day that no calendar has. -#}
{%- macro check_as_of_date() -%}
    {%- set given = var('as_of_date') -%}
    {%- if given is not none and not is_day(given) -%}
        {%- do refuse_var(
            'as_of_date',
            given,
            'a day of the calendar as YYYY-MM-DD, or null'
        ) -%}
    {%- endif -%}
{%- endmacro -%}
