{#- An error for a var whose values are not all numbers within bounds. -#}
{%- macro check_numbers(name, values, least, most, is_whole=false) -%}
    {%- for value in values -%}
        {%- if value is not number or value is boolean
            or (is_whole and value is not integer)
            or not least <= value <= most -%}
            {%- do refuse_var(
                name,
                value,
                ('a whole number from ' if is_whole else 'a number from ')
                ~ least ~ ' to ' ~ most
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
