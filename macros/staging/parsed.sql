{#- Raw text read as its kind: null where it is empty or is none of the kind.
    Casts of DuckDB ignore blanks around a value by themselves; they also read
    2.5 and 0x10 as whole numbers and 'epoch' and 'infinity' as times, which
    this does not. -#}
{%- macro parsed(column, kind) -%}
{%- set data_type = raw_kinds()[kind].data_type -%}
{%- if kind == 'text' -%}
    {{ trimmed(column) }}
{%- elif kind == 'upper_text' -%}
    upper({{ trimmed(column) }})
{%- elif kind == 'lower_text' -%}
    lower({{ trimmed(column) }})
{%- elif kind == 'boolean' -%}
    case {{ column }}
        when 'true' then true
        when 'false' then false
        else case lower({{ trimmed(column) }})
            when 'true' then true
            when 'false' then false
        end
    end
{%- elif kind in ('user_number', 'whole_number', 'count') -%}
    case
        {%- if kind == 'count' %}
        when try_cast({{ column }} as {{ data_type }}) < 0 then null
        {%- endif %}
        when cast(try_cast({{ column }} as {{ data_type }}) as varchar)
            = {{ column }}
            or regexp_full_match({{ column }}, '\s*[+-]?[0-9]+([.]0*)?\s*')
            then try_cast({{ column }} as {{ data_type }})
    end
{%- elif kind in ('fraction', 'amount', 'latitude', 'longitude') -%}
    {%- set range = {
        'fraction': 'between 0 and 1',
        'amount': '>= 0',
        'latitude': 'between -90 and 90',
        'longitude': 'between -180 and 180',
    }[kind] -%}
    case
        when try_cast({{ column }} as {{ data_type }}) {{ range }}
            then try_cast({{ column }} as {{ data_type }})
    end
{%- elif kind in ('date', 'timestamp') -%}
    {#- A cast of text to a time stumbles over a line end behind it. -#}
    case
        {%- for text in [column, trimmed(column)] %}
        when isfinite(try_cast({{ text }} as {{ data_type }}))
            and (
                try_cast({{ text }} as {{ data_type }}) != '1970-01-01'
                or contains({{ column }}, '1970')
            )
            then try_cast({{ text }} as {{ data_type }})
        {%- endfor %}
    end
{%- else -%}
    try_cast({{ column }} as {{ data_type }})
{%- endif -%}
{%- endmacro -%}
