{#- Before the first model: make room for what releases remember. -#}
{%- macro prepare_memory() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'test') -%}
        {%- do run_query('create schema if not exists remembered') -%}
        {%- for name, columns in remembered_tables().items() -%}
            {%- do run_query(
                'create table if not exists remembered.' ~ name
                ~ ' (' ~ columns ~ ')'
            ) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro -%}
