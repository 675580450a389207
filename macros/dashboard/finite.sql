{#- A number as JSON can hold it: rounded, and null where it is none. -#}
{%- macro finite(number) -%}
    case
        when isfinite(cast({{ number }} as double))
            then round(cast({{ number }} as double), 3)
    end
{%- endmacro -%}
