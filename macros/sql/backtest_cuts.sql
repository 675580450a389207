{#- A query for the days to which the clock is set back: those of var
    backtest_cuts, else the last that leave enough days to look at. It must name
    active_window. -#}
{%- macro backtest_cuts() -%}
    {%- if var('backtest_cuts') -%}
        {%- for day in var('backtest_cuts') | map('string') | unique %}
    select cast({{ sql_text(day) }} as date) as cut
    {{ 'union all' if not loop.last }}
        {%- endfor %}
    {%- else -%}
    select
        {{ add_days(
            'active_window.as_of_date',
            '-' ~ var('backtest_horizon_days') ~ ' - numbers.number * '
            ~ var('backtest_step_days')
        ) }} as cut
    from active_window
    cross join ({{ row_numbers(var('backtest_cut_count')) }}) as numbers
    {%- endif -%}
{%- endmacro -%}
