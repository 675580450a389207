{#- The rows of a raw file, every declared column as text. -#}
{%- macro raw_rows_on_spark(name, file) -%}
    {%- set is_text = file.path and not file.path.endswith('.parquet') -%}
    select
        {%- for column, place in file.columns.items() %}
        {%- if not file.path %}
        cast(null as string)
        {%- elif is_text %}
        {%- set field = 'fields[' ~ place ~ ']' %}
        nullif(
            case
                when startswith({{ field }}, '"') then replace(
                    substring({{ field }}, 2, length({{ field }}) - 2),
                    '""',
                    '"'
                )
                else {{ field }}
            end,
            ''
        )
        {%- else %}
        cast({{ column }} as string)
        {%- endif %} as {{ column }},
        {%- endfor %}
        1 as file_number
    {%- if is_text %}
    from raw.lines_of_{{ name }}
    where reason is null
    {%- elif file.path %}
    from raw.parquet_of_{{ name }}
    {%- else %}
    where false
    {%- endif %}
{%- endmacro -%}
