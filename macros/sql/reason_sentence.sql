{#- What a user did, as a count over trials, and how that compares; who is not
    above the middle is compared with nobody. -#}
{%- macro reason_sentence(measures, signals) -%}
    replace(
        replace(
            case
                when {{ measures }}.trial_count = 1
                    then {{ signals }}.sentence_of_one
                else {{ signals }}.sentence
            end,
            '{count}',
            cast({{ measures }}.event_count as string)
        ),
        '{trials}',
        cast({{ measures }}.trial_count as string)
    )
    || case
        when {{ measures }}.percentile > 50
            then
                '; ' || {{ signals }}.comparison || ' '
                || cast({{ measures }}.percentile as string)
                || '% of the cohort'
        else ''
    end
    || case
        when {{ signals }}.evidence_level = 'proxy'
            then ' (approximation: no direct data)'
        else ''
    end
{%- endmacro -%}
