{#- Trimmed text read as its kind: null where it is none of the kind. Casts of
    DuckDB also read 2.5 and 0x10 as whole numbers and 'epoch' and 'infinity'
    as times, which this does not. -#}
{%- macro parsed(text, kind) -%}
{%- set data_type = raw_kinds()[kind].data_type -%}
{%- set value = 'try_cast(' ~ text ~ ' as ' ~ data_type ~ ')' -%}
{%- if kind == 'text' -%}
    {{ text }}
{%- elif kind == 'upper_text' -%}
    upper({{ text }})
{%- elif kind == 'lower_text' -%}
    lower({{ text }})
{%- elif kind == 'boolean' -%}
    case {{ text }}
        when 'true' then true
        when 'false' then false
        else case lower({{ text }})
            when 'true' then true
            when 'false' then false
        end
    end
{%- elif kind in ('user_number', 'whole_number', 'count') -%}
    case
        {%- if kind == 'count' %}
        when {{ value }} < 0 then null
        {%- endif %}
        when cast({{ value }} as varchar) = {{ text }}
            or regexp_full_match({{ text }}, '[+-]?[0-9]+([.]0*)?')
            then {{ value }}
    end
{%- elif kind in ('fraction', 'amount', 'latitude', 'longitude') -%}
    {%- set range = {
        'fraction': 'between 0 and 1',
        'amount': '>= 0',
        'latitude': 'between -90 and 90',
        'longitude': 'between -180 and 180',
    }[kind] -%}
    case when {{ value }} {{ range }} then {{ value }} end
{%- elif kind in ('date', 'timestamp') -%}
    case
        when isfinite({{ value }})
            and (
                {{ value }} != '1970-01-01'
                or contains({{ text }}, '1970')
            )
            then {{ value }}
    end
{%- endif -%}
{%- endmacro -%}
