{#- Texts as one JSON object; a missing one is null there. -#}
{%- macro json_object(texts) -%}
    {{ return(adapter.dispatch('json_object')(texts)) }}
{%- endmacro -%}

{%- macro default__json_object(texts) -%}
    cast(to_json({
        {%- for name, text in texts.items() %}
        '{{ name }}': {{ text }}{{ ',' if not loop.last }}
        {%- endfor %}
    }) as string)
{%- endmacro -%}

{#- Spark's own leaves out what is null. -#}
{%- macro spark__json_object(texts) -%}
    concat(
        '{',
        {%- for name, text in texts.items() %}
        '{{ '' if loop.first else ',' }}"{{ name }}":',
        coalesce(
            regexp_replace(
                nullif(to_json(named_struct('v', {{ text }})), '{}'),
                '^[{]"v":|[}]$',
                ''
            ),
            'null'
        ),
        {%- endfor %}
        '}'
    )
{%- endmacro -%}
