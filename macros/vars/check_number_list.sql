{#- An error for a var that is no list of numbers within bounds. -#}
{%- macro check_number_list(name, least, most, is_whole=false) -%}
    {%- set given = var(name) -%}
    {%- if given is string or given is mapping or given is not sequence
        or not given -%}
        {%- do refuse_var(name, given, 'a list of numbers') -%}
    {%- endif -%}
    {%- do check_numbers(name, given, least, most, is_whole) -%}
{%- endmacro -%}
