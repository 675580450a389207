{#- Text read as its kind: null where it is none of the kind. Casts of DuckDB
    also read 2.5 and 0x10 as whole numbers and 'epoch' and 'infinity' as times,
    which this does not. Blanks around a value are forgiven, and what nearly
    every row holds is read without looking for them. -#}
{%- macro parsed(text, kind) -%}
{%- set data_type = raw_kinds()[kind].data_type -%}
{%- set plain = 'try_cast(' ~ text ~ ' as ' ~ data_type ~ ')' -%}
{%- set value = 'try_cast(' ~ trimmed(text) ~ ' as ' ~ data_type ~ ')' -%}
{%- if kind == 'text' -%}
    {{ trimmed(text) }}
{%- elif kind == 'upper_text' -%}
    upper({{ trimmed(text) }})
{%- elif kind == 'lower_text' -%}
    lower({{ trimmed(text) }})
{%- elif kind == 'boolean' -%}
    case {{ text }}
        when 'true' then true
        when 'false' then false
        else case lower({{ trimmed(text) }})
            when 'true' then true
            when 'false' then false
        end
    end
{%- elif kind in ('user_number', 'whole_number', 'count') -%}
    case
        when {{ text }} is null then null
        when cast({{ plain }} as varchar) = {{ text }}
            {{- ' and ' ~ plain ~ ' >= 0' if kind == 'count' }}
            then {{ plain }}
        {%- if kind == 'count' %}
        when {{ value }} < 0 then null
        {%- endif %}
        when regexp_full_match({{ trimmed(text) }}, '[+-]?[0-9]+([.]0*)?')
            then {{ value }}
    end
{%- elif kind in ('fraction', 'amount', 'latitude', 'longitude') -%}
    {%- set range = {
        'fraction': 'between 0 and 1',
        'amount': '>= 0',
        'latitude': 'between -90 and 90',
        'longitude': 'between -180 and 180',
    }[kind] -%}
    case
        when {{ text }} is null then null
        when {{ plain }} {{ range }} then {{ plain }}
        when {{ value }} {{ range }} then {{ value }}
    end
{%- elif kind == 'money' -%}
    coalesce({{ plain }}, {{ value }})
{%- elif kind in ('date', 'timestamp') -%}
    case
        when {{ text }} is null then null
        when {{ plain }} > '1970-01-02' and isfinite({{ plain }}) then {{ plain }}
        when isfinite({{ value }})
            and (
                {{ value }} != '1970-01-01' or contains({{ text }}, '1970')
            )
            then {{ value }}
    end
{%- endif -%}
{%- endmacro -%}
