{#- What a check says of a value; null disables the limit. -#}
{%- macro check_status(value, expected_side, warn_at, fail_at) -%}
    {%- set direction -%}
    case {{ expected_side }} when 'at most' then 1 else -1 end
    {%- endset -%}
    case
        when {{ value }} is null then 'not evaluated'
        when {{ direction }} * ({{ value }} - {{ fail_at }}) > 0 then 'fail'
        when {{ direction }} * ({{ value }} - {{ warn_at }}) > 0 then 'warn'
        else 'pass'
    end
{%- endmacro -%}
