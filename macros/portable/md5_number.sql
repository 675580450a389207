{#- A whole number from 0 up to 2 to the power of 32, drawn by a text: the same
    for ever, on any engine. -#}
{%- macro md5_number(text) -%}
    {{ return(adapter.dispatch('md5_number')(text)) }}
{%- endmacro -%}

{%- macro default__md5_number(text) -%}
    cast('0x' || substr(md5({{ text }}), 1, 8) as bigint)
{%- endmacro -%}

{%- macro spark__md5_number(text) -%}
    cast(conv(substr(md5({{ text }}), 1, 8), 16, 10) as bigint)
{%- endmacro -%}
