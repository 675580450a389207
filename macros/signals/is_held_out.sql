{#- Whether a user belongs to the share that is offered nothing, so that the
    effect of the perks can be measured later. The same for ever, on any
    engine: md5 of the key. -#}
{%- macro is_held_out(user_id) -%}
    cast(
        '0x' || substr(
            md5(
                {{ sql_text(var('holdout_salt')) }}
                || ':' || cast({{ user_id }} as varchar)
            ),
            1,
            8
        ) as ubigint
    ) % 10000 < {{ var('holdout_percent') }} * 100
{%- endmacro -%}
