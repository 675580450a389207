{#- An error for a last day that no calendar has. YAML makes a date of one
    without quotes; both read the same as text. -#}
{%- macro check_as_of_date() -%}
    {%- set given = var('as_of_date') -%}
    {%- if given is not none -%}
        {%- set day = sql_text(given) -%}
        {%- set is_date = run_query(
            'select regexp_full_match(' ~ day
            ~ ", '[0-9]{4}-[0-9]{2}-[0-9]{2}') and try_cast(" ~ day
            ~ ' as date) is not null'
        ).rows[0][0] -%}
        {%- if not is_date -%}
            {%- do refuse_var(
                'as_of_date',
                given,
                'a day of the calendar as YYYY-MM-DD, or null'
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
