{#- A word that changes with what people read of a row, and with nothing else.
    No text holds the sign that parts them, so that no two rows are alike. -#}
{%- macro row_hash(columns) -%}
    md5(
        {%- for column in columns %}
        coalesce(cast({{ column }} as string), '')
        {%- if not loop.last %} || chr(31) ||{% endif %}
        {%- endfor %}
    )
{%- endmacro -%}
