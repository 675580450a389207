{#- Whether a perk is offered on the as-of day, by the columns with this prefix.
    The query must read active_window. -#}
{%- macro is_in_season(prefix) -%}
    active_window.as_of_date
    >= coalesce({{ prefix }}available_from, active_window.as_of_date)
    and active_window.as_of_date
    <= coalesce({{ prefix }}available_until, active_window.as_of_date)
{%- endmacro -%}
