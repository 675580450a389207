{#- Whether a perk may still be sent on the as-of day: it is switched on, and its
    last day is not over. The query must read perks, rows of the catalogue, and
    active_window. -#}
{%- macro is_on_offer() -%}
    perks.is_active
        and active_window.as_of_date
        <= coalesce(perks.available_until, active_window.as_of_date)
{%- endmacro -%}
