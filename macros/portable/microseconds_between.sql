{#- Microseconds from one moment to another. -#}
{%- macro microseconds_between(from_time, to_time) -%}
    {{ return(adapter.dispatch('microseconds_between')(from_time, to_time)) }}
{%- endmacro -%}

{%- macro default__microseconds_between(from_time, to_time) -%}
    epoch_us({{ to_time }}) - epoch_us({{ from_time }})
{%- endmacro -%}

{%- macro spark__microseconds_between(from_time, to_time) -%}
    unix_micros({{ to_time }}) - unix_micros({{ from_time }})
{%- endmacro -%}
