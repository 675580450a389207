{#- An error for the first var that is neither true nor false. -#}
{%- macro check_booleans(names) -%}
    {%- for name in names -%}
        {%- if var(name) is not boolean -%}
            {%- do refuse_var(name, var(name), 'true or false') -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
