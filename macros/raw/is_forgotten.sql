{#- Whether a row is of a user who asked to be forgotten; null where its key
    names no user. A trip's key begins with the number of its user. -#}
{%- macro is_forgotten(columns) -%}
    {%- if 'user_id' in columns -%}
        user_id
    {%- elif 'trip_id' in columns -%}
        try_cast(split_part(trip_id, '-', 1) as bigint)
    {%- else -%}
        null
    {%- endif %}
    in (select user_id from {{ ref('forgotten_users') }})
{%- endmacro -%}
