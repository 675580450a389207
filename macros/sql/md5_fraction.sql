{#- A number from 0 up to 1, drawn by a text. -#}
{%- macro md5_fraction(text) -%}
    cast({{ md5_number(text) }} as double) / 4294967296
{%- endmacro -%}
