{#- A polynomial of a value by its coefficients, the constant first. -#}
{%- macro polynomial(value, coefficients) -%}
    {%- set terms = [] -%}
    {%- for coefficient in coefficients | reverse -%}
        {%- if terms -%}
            {%- do terms.append(
                '(' ~ coefficient ~ ' + ' ~ value ~ ' * ' ~ terms.pop() ~ ')'
            ) -%}
        {%- else -%}
            {%- do terms.append(coefficient) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(terms[0]) -%}
{%- endmacro -%}
