{#- A word that changes with what a user did, and with nothing else. -#}
{%- macro measures_hash(users) -%}
    {%- set columns = [users ~ '.experience_count'] -%}
    {%- for signal in signals() -%}
        {%- do columns.append(users ~ '.' ~ signal.name ~ '_count') -%}
        {%- do columns.append(users ~ '.' ~ signal.name ~ '_trials') -%}
    {%- endfor -%}
    {{ row_hash(columns) }}
{%- endmacro -%}
