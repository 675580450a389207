{#- For a build a day: look for raw files as a build does, and say whether
    anything is new since the last release, and whether all tests are due. -#}
{%- macro say_what_is_new() -%}
    {%- do check_vars() -%}
    {%- do check_forgotten_users() -%}
    {%- do open_raw_files() -%}
    {%- set found = run_query(what_is_new()).rows[0] -%}
    {%- if found.news -%}
        {%- do print('New        ' ~ found.news) -%}
    {%- else -%}
        {%- do print(
            'Unchanged  nothing is new since release ' ~ found.release_id
            ~ ' of ' ~ found.released_at.strftime('%Y-%m-%d %H:%M')
            ~ ' UTC: nothing is built'
        ) -%}
    {%- endif -%}
    {#- By the calendar: a release is minutes later than its build began. #}
    {%- set days = (
        run_started_at.date() - found.wholly_tested_at.date()
    ).days if found.wholly_tested_at else none -%}
    {%- if found.news
        and (days is none or days >= var('whole_check_days')) -%}
        {%- do print('Tests      all are due') -%}
    {%- endif -%}
{%- endmacro -%}
