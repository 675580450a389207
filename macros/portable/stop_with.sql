{#- Stops the query, and with it the build, with a message. -#}
{%- macro stop_with(message) -%}
    {{ return(adapter.dispatch('stop_with')(message)) }}
{%- endmacro -%}

{%- macro default__stop_with(message) -%}
    error({{ message }})
{%- endmacro -%}

{%- macro spark__stop_with(message) -%}
    raise_error({{ message }})
{%- endmacro -%}
