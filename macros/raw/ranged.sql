{#- A number, time or boolean as its kind: null where it is out of range. -#}
{%- macro ranged(value, kind) -%}
{%- set plain = 'try_cast(' ~ value ~ ' as ' ~ raw_kinds()[kind].data_type ~ ')' -%}
{%- if allowed_range(kind) -%}
    case when {{ plain }} {{ allowed_range(kind) }} then {{ plain }} end
{%- elif kind in ('date', 'timestamp') -%}
    case when isfinite({{ plain }}) then {{ plain }} end
{%- else -%}
    {{ plain }}
{%- endif -%}
{%- endmacro -%}
