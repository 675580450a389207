{#- One select over a raw table: every column read as its kind, and for a row
    that cannot be used, why, with the row as it was. The view over the raw table
    holds only what is to be read; where that is nothing, nothing is added. -#}
{%- macro typed_rows(table_name, required, columns) -%}
{%- set typed = typed_raw_columns(table_name) -%}
{%- set checked = {} -%}
{%- for column, kind in columns.items()
        if column in required or not kind.endswith('text') -%}
    {%- set raw_column = 'raw_' ~ column -%}
    {%- do checked.update({
        column: raw_column if column in typed else trimmed(raw_column)
    }) -%}
{%- endfor -%}
{%- set texts = {} -%}
{%- for column in columns -%}
    {%- do texts.update({column: 'raw_' ~ column}) -%}
{%- endfor -%}
with

raw_rows as (

    select * from {{ source(owner_of(table_name), table_name) }}

),

read_rows as (

    select
        {%- for column, kind in columns.items() %}
        {%- set raw_column = 'typed_' ~ column if column in typed else column %}
        {{ raw_column }} as raw_{{ column }},
        {{ parsed(raw_column, kind, column in typed) }} as {{ column }},
        {%- endfor %}
        file_number
    from raw_rows

),

-- Whether a row is usable is cheap to say; why not, only few rows must tell.
find_unusable_rows as (

    select
        *,
        {% for column in checked -%}
        {%- if column in required -%}
        {{ column }} is null
        {%- else -%}
        case
            when {{ column }} is null
                then {{ checked[column] }} is not null
            else false
        end
        {%- endif %}
        {{ 'or ' if not loop.last else 'as is_rejected' }}
        {%- endfor %}
    from read_rows
    where ({{ is_forgotten(columns) }}) is not true

),

typed_rows as (

    select
        {%- for column in columns %}
        {{ column }},
        {%- endfor %}
        case
            when is_rejected then concat_ws(
                '; '
                {%- for column in checked %},
                case
                    when {{ column }} is not null then null
                    {%- if column in required %}
                    when {{ checked[column] }} is null
                        then '{{ column }} is missing'
                    {%- endif %}
                    {%- if not columns[column].endswith('text') %}
                    when {{ checked[column] }} is not null
                        then
                            '{{ column }} is not '
                            || '{{ raw_kinds()[columns[column]].called }}: '
                            || cast(raw_{{ column }} as string)
                    {%- endif %}
                end
                {%- endfor %}
            )
        end as rejected_because,
        case
            when is_rejected then {{ json_object(texts) }}
        end as raw_row,
        file_number
    from find_unusable_rows

)

select * from typed_rows
{%- endmacro -%}
