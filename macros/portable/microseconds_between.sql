{#- Microseconds from one moment to another. -#}
{%- macro microseconds_between(from_time, to_time) -%}
    {{ return(adapter.dispatch('microseconds_between')(from_time, to_time)) }}
{%- endmacro -%}

{%- macro default__microseconds_between(from_time, to_time) -%}
    epoch_us({{ to_time }}) - epoch_us({{ from_time }})
{%- endmacro -%}

{#- Sessions on Spark are in UTC; before 4.3 it counts no others. -#}
{%- macro spark__microseconds_between(from_time, to_time) -%}
    unix_micros(cast({{ to_time }} as timestamp_ltz))
    - unix_micros(cast({{ from_time }} as timestamp_ltz))
{%- endmacro -%}
