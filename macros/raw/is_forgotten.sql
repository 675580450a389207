{#- Whether a row is of a user who asked to be forgotten; null where its keys
    name no user. That of a session or trip begins with the number of its
    user, and says it where a row that cannot be used does not. -#}
{%- macro is_forgotten(columns) -%}
    {%- set numbers = ['user_id'] if 'user_id' in columns else [] -%}
    {%- for key in ['session_id', 'trip_id'] if key in columns -%}
        {%- do numbers.append(
            'try_cast(split_part(' ~ key ~ ", '-', 1) as bigint)"
        ) -%}
    {%- endfor -%}
    {{ salted_hash('coalesce(' ~ numbers | join(', ') ~ ')')
        if numbers else 'null' }}
    in (select user_hash from {{ ref('forgotten_users') }})
{%- endmacro -%}
