{#- How a sentence goes on about a change: as much as, a share more or less than, or
    so many times as much as before; empty where nothing is compared. -#}
{%- macro change_in_words(change, compared_with) -%}
    case
        when {{ change }} is null then ''
        when abs({{ change }}) < 0.005
            then ', as much as ' || {{ compared_with }}
        when {{ change }} >= 1
            then
                ', ' || {{ format_decimal('1 + ' ~ change, 1) }}
                || ' times as much as ' || {{ compared_with }}
        else
            ', ' || {{ format_decimal('100 * abs(' ~ change ~ ')', 0) }}
            || case
                when {{ change }} > 0 then '% more than '
                else '% less than '
            end
            || {{ compared_with }}
    end
{%- endmacro -%}
