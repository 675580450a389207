{#- A number as a sentence says it: with so many decimals and no more. -#}
{%- macro spoken_number(value, decimals) -%}
    format('{:.' || cast({{ decimals }} as varchar) || 'f}', {{ value }})
{%- endmacro -%}
