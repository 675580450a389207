{#- A number from 0 up to 1, drawn by a text. -#}
{%- macro md5_fraction(text) -%}
    {{ md5_number(text) }} / 4294967296.0
{%- endmacro -%}
