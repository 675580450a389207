{#- A whole number of 64 bits that a key makes, another on each engine. -#}
{%- macro key_hash(key) -%}
    {{ return(adapter.dispatch('key_hash')(key)) }}
{%- endmacro -%}

{%- macro default__key_hash(key) -%}
    hash({{ key }})
{%- endmacro -%}

{%- macro spark__key_hash(key) -%}
    xxhash64({{ key }})
{%- endmacro -%}
