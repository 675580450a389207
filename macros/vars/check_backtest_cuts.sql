{#- An error for days of the backtest that no calendar has. -#}
{%- macro check_backtest_cuts() -%}
    {%- set given = var('backtest_cuts') -%}
    {%- if given is not none -%}
        {%- if given is string or given is mapping or given is not sequence
            or not given -%}
            {%- do refuse_var(
                'backtest_cuts', given, 'a list of days, or null'
            ) -%}
        {%- endif -%}
        {%- for day in given if not is_day(day) -%}
            {%- do refuse_var(
                'backtest_cuts', day, 'days of the calendar as YYYY-MM-DD'
            ) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro -%}
