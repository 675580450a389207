{#- The typed columns of a raw table as one JSON object, all as text. -#}
{%- macro row_as_json(table_name) -%}
    {%- set texts = {} -%}
    {%- for column in raw_columns(table_name) -%}
        {%- do texts.update({
            column.name: 'cast(' ~ column.name ~ ' as string)'
        }) -%}
    {%- endfor -%}
    {{ json_object(texts) }}
{%- endmacro -%}
