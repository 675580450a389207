{#- One of the five numbers in [0, 1) that 32 hexadecimal digits hold: six
    digits each, so 16^6 values. -#}
{%- macro random_draw(digits, number) -%}
    (
        cast('0x' || substr({{ digits }}, {{ 6 * number - 5 }}, 6) as integer)
        / {{ 16 ** 6 }}e0
    )
{%- endmacro -%}
