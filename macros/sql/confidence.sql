{#- How sure a choice is, in a word. High must be earned: not before habit and
    backtest have shown that such a choice finds what the user does next. -#}
{%- macro confidence(choices, proofs) -%}
    case
        when {{ choices }}.is_fallback then 'none'
        when not {{ choices }}.is_in_cohort then 'low'
        when
            {{ choices }}.certainty >= {{ var('high_certainty') }}
            and coalesce({{ proofs }}.is_high_earned, false)
            then 'high'
        when {{ choices }}.certainty >= {{ var('medium_certainty') }}
            then 'medium'
        else 'low'
    end
{%- endmacro -%}
