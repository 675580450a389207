{#- Whether a value is a day of the calendar as YYYY-MM-DD. YAML makes a date of
    one without quotes; both read the same as text. -#}
{%- macro is_day(value) -%}
    {%- set day = sql_text(value) -%}
    {%- do return(run_query(
        'select regexp_full_match(' ~ day
        ~ ", '[0-9]{4}-[0-9]{2}-[0-9]{2}') and try_cast(" ~ day
        ~ ' as date) is not null'
    ).rows[0][0]) -%}
{%- endmacro -%}
