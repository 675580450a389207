{#- The date so many days after another, before it if there are fewer than 0. -#}
{%- macro add_days(date, days) -%}
    {{ return(adapter.dispatch('add_days')(date, days)) }}
{%- endmacro -%}

{%- macro default__add_days(date, days) -%}
    ({{ date }} + cast({{ days }} as integer))
{%- endmacro -%}

{%- macro spark__add_days(date, days) -%}
    date_add({{ date }}, cast({{ days }} as integer))
{%- endmacro -%}
