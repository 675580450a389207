{#- What a test stops in dbt build, nothing else stops where no test runs: in dbt
    run, and on Spark. -#}
{%- macro stop_over_limit(rejected_rows) -%}
    {%- if execute and (flags.WHICH == 'run' or target.type == 'spark') -%}
        {%- do run_query(files_over_limit(rejected_rows)) -%}
    {%- endif -%}
{%- endmacro -%}
