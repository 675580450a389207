{#- One select over a raw table: every column read as its kind, and for a row
    that cannot be used, why, with the row as it was. -#}
{%- macro typed_rows(table_name, required, columns) -%}
with

raw_rows as (

    select * from {{ source('traveltide', table_name) }}

),

-- Blanks around a value are forgiven: a cast would stumble over some of them.
trimmed_rows as (

    select
        {%- for column in columns %}
        {{ column }} as raw_{{ column }},
        {{ trimmed(column) }} as text_{{ column }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from raw_rows

),

read_rows as (

    select
        {%- for column, kind in columns.items() %}
        raw_{{ column }},
        text_{{ column }},
        {{ parsed('text_' ~ column, kind) }} as {{ column }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from trimmed_rows

),

-- Whether a row is usable is cheap to say; why not, only few rows must tell.
judged_rows as (

    select
        {%- for column in columns %}
        raw_{{ column }},
        text_{{ column }},
        {{ column }},
        {%- endfor %}
        {%- for column, kind in columns.items()
            if column in required or not kind.endswith('text') %}
        ({{ column }} is null
            {{- ' and text_' ~ column ~ ' is not null'
                if column not in required }})
        {{- ' or' if not loop.last else ' as is_rejected' }}
        {%- endfor %}
    from read_rows

),

typed_rows as (

    select
        {%- for column in columns %}
        {{ column }},
        {%- endfor %}
        case
            when is_rejected then concat_ws(
                '; '
                {%- for column, kind in columns.items()
                    if column in required or not kind.endswith('text') %},
                case
                    {%- if column in required %}
                    when text_{{ column }} is null
                        then '{{ column }} is missing'
                    {%- endif %}
                    {%- if not kind.endswith('text') %}
                    when
                        {{ column }} is null
                        and text_{{ column }} is not null
                        then
                            '{{ column }} is not {{ raw_kinds()[kind].called }}'
                            || ': ' || raw_{{ column }}
                    {%- endif %}
                end
                {%- endfor %}
            )
        end as rejected_because,
        case
            when is_rejected then cast(to_json({
                {%- for column in columns %}
                '{{ column }}': raw_{{ column }}
                {{- ',' if not loop.last }}
                {%- endfor %}
            }) as varchar)
        end as raw_row
    from judged_rows
    where ({{ is_forgotten(columns) }}) is not true

)

select * from typed_rows
{%- endmacro -%}
