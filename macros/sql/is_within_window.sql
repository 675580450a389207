{#- Whether a moment lies on a day of the active window, both ends included. The
    query must join active_window. -#}
{%- macro is_within_window(moment) -%}
    cast({{ moment }} as date)
    between active_window.window_start_date and active_window.as_of_date
{%- endmacro -%}
