{#- Text read as its kind: null where it is none of the kind. Blanks around a
    value are forgiven. What is no text but typed already only needs its range
    looked at. -#}
{%- macro parsed(text, kind, is_typed=false) -%}
{%- if is_typed -%}
    {{ ranged(text, kind) }}
{%- elif kind == 'text' -%}
    {{ trimmed(text) }}
{%- elif kind == 'upper_text' -%}
    upper({{ trimmed(text) }})
{%- elif kind == 'lower_text' -%}
    lower({{ trimmed(text) }})
{%- else -%}
    {{ return(adapter.dispatch('parsed_value')(text, kind)) }}
{%- endif -%}
{%- endmacro -%}

{#- Casts of DuckDB also read 2.5 and 0x10 as whole numbers and 'epoch' and
    'infinity' as times, which this does not. What nearly every row holds is
    read without looking for blanks. -#}
{%- macro default__parsed_value(text, kind) -%}
{%- set data_type = raw_kinds()[kind].data_type -%}
{%- set plain = 'try_cast(' ~ text ~ ' as ' ~ data_type ~ ')' -%}
{%- set value = 'try_cast(' ~ trimmed(text) ~ ' as ' ~ data_type ~ ')' -%}
{%- if kind == 'boolean' -%}
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
        when cast({{ plain }} as string) = {{ text }}
            {{- ' and ' ~ plain ~ ' >= 0' if kind == 'count' }}
            then {{ plain }}
        {%- if kind == 'count' %}
        when {{ value }} < 0 then null
        {%- endif %}
        when regexp_full_match({{ trimmed(text) }}, '[+-]?[0-9]+([.]0*)?')
            then {{ value }}
    end
{%- elif kind in ('fraction', 'amount', 'latitude', 'longitude') -%}
    {%- set range = allowed_range(kind) -%}
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

{#- Spark's casts do not read 2.0 as a whole number, nor a day with slashes, and
    take a year alone for a day. -#}
{%- macro spark__parsed_value(text, kind) -%}
{%- set data_type = raw_kinds()[kind].data_type -%}
{%- set value = trimmed(text) -%}
{%- if kind == 'boolean' -%}
    case lower({{ value }})
        when 'true' then true
        when 'false' then false
    end
{%- elif kind in ('user_number', 'whole_number', 'count') -%}
    {%- set number = 'try_cast(regexp_replace(' ~ value
        ~ ", '[.]0*$', '') as " ~ data_type ~ ')' -%}
    case
        when {{ value }} rlike '^[+-]?[0-9]+([.]0*)?$'
            {{- ' and ' ~ number ~ ' >= 0' if kind == 'count' }}
            then {{ number }}
    end
{%- elif kind in ('money', 'fraction', 'amount', 'latitude', 'longitude') -%}
    {%- set number = 'coalesce(try_cast(' ~ value ~ ' as ' ~ data_type
        ~ '), try_cast(try_cast(' ~ value ~ ' as double) as ' ~ data_type
        ~ '))' -%}
    {%- if kind == 'money' -%}
    {{ number }}
    {%- else -%}
    case
        when {{ number }} {{ allowed_range(kind) }} then {{ number }}
    end
    {%- endif -%}
{%- elif kind in ('date', 'timestamp') -%}
    case
        when {{ value }} rlike '^[0-9]+[-/][0-9]{1,2}[-/][0-9]{1,2}'
            then try_cast(
                regexp_replace({{ value }}, '^([0-9]+)/([0-9]+)/', '$1-$2-')
                as {{ data_type }}
            )
    end
{%- endif -%}
{%- endmacro -%}
