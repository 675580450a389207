{#- A number as a sentence says it: with so many decimals and no more. -#}
{%- macro format_decimal(value, decimals) -%}
    {{ return(adapter.dispatch('format_decimal')(value, decimals)) }}
{%- endmacro -%}

{%- macro default__format_decimal(value, decimals) -%}
    format('{:.{{ decimals }}f}', {{ value }})
{%- endmacro -%}

{%- macro spark__format_decimal(value, decimals) -%}
    format_string('%.{{ decimals }}f', {{ value }})
{%- endmacro -%}
