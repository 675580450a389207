{#- What stands for a user in the list of those who asked to be forgotten. The salt
    comes from a function that the connection has, or from what DuckDB has lent:
    no statement holds it. -#}
{%- macro salted_hash(user_id) -%}
    {{ return(adapter.dispatch('salted_hash')(user_id)) }}
{%- endmacro -%}

{%- macro default__salted_hash(user_id) -%}
    sha256(forgetting_salt() || ':' || cast({{ user_id }} as varchar))
{%- endmacro -%}

{%- macro spark__salted_hash(user_id) -%}
    sha2(concat(
        (select salt from raw.forgetting_salt), ':', cast({{ user_id }} as string)
    ), 256)
{%- endmacro -%}
