{#- How sure a choice is, in a word. High must be earned: not before a backtest
    has shown that such a choice finds what the user does next. -#}
{%- macro confidence(choices) -%}
    case
        when {{ choices }}.is_fallback then 'none'
        when not {{ choices }}.is_in_cohort then 'low'
        when {{ choices }}.certainty >= {{ var('medium_certainty') }}
            then 'medium'
        else 'low'
    end
{%- endmacro -%}
