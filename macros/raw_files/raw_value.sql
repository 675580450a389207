{#- A column of a raw file as text; null where the file has none. A format says
    how a time is written, or which part of another text counts; what does not
    fit it stays as it is, to be rejected with its row. -#}
{%- macro raw_value(column, found) -%}
    {%- set text = 'cast(' ~ adapter.quote(found.raw) ~ ' as varchar)'
        if found else 'cast(null as varchar)' -%}
    {%- if not found or not found.format -%}
        {{ text }}
    {%- elif column.data_type == 'timestamp' -%}
        coalesce(
            cast(try_strptime({{ text }}, {{ sql_text(found.format) }}) as varchar),
            {{ text }}
        )
    {%- else -%}
        coalesce(
            nullif(regexp_extract({{ text }}, {{ sql_text(found.format) }}, 1), ''),
            {{ text }}
        )
    {%- endif -%}
{%- endmacro -%}
