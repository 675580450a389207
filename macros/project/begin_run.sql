{#- Before the first model: check what was asked for, and open what is read. -#}
{%- macro begin_run() -%}
    {%- do adapter.dispatch('begin_run')() -%}
{%- endmacro -%}

{%- macro default__begin_run() -%}
    {%- if execute and flags.WHICH == 'build' -%}
        {%- do run_query('select note_origin()') -%}
    {%- endif -%}
    {%- do check_vars() -%}
    {%- do check_forgotten_users() -%}
    {%- do take_over_memory() -%}
    {%- do check_model_version() -%}
    {%- do check_real_release() -%}
    {%- do open_raw_files() -%}
{%- endmacro -%}

{%- macro spark__begin_run() -%}
    {%- do open_tables_on_spark() -%}
{%- endmacro -%}
