{#- Before the first model: make room for what releases remember. -#}
{%- macro prepare_memory() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'test') -%}
        {%- set rooms = ['create schema if not exists remembered'] -%}
        {%- for name, columns in remembered_tables().items() -%}
            {%- do rooms.append(
                'create table if not exists remembered.' ~ name
                ~ ' (' ~ columns ~ ')'
            ) -%}
        {%- endfor -%}
        {%- do run_query(rooms | join(';\n')) -%}
    {%- endif -%}
{%- endmacro -%}
