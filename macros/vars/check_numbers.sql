{#- An error for a var whose values are not all numbers within bounds. -#}
{%- macro check_numbers(name, values, least, most) -%}
    {%- for value in values -%}
        {%- if value is not number or value is boolean
            or not least <= value <= most -%}
            {%- do exceptions.raise_compiler_error(
                'var ' ~ name ~ ' is ' ~ value ~ ', expected a number from '
                ~ least ~ ' to ' ~ most
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
