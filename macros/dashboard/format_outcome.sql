{#- An outcome of a campaign per user as people read it: percent, or points where
    it is a difference, for a share; US dollars for money. -#}
{%- macro format_outcome(value, outcome, is_difference=false) -%}
    case
        when {{ value }} is null then null
        when {{ outcome }} in ('booked', 'cancelled', 'redeemed')
            then replace(
                {{ format_decimal('100 * ' ~ value, 1) }}, '-', '−'
            )
            || '{{ "" if is_difference else "%" }}'
        when {{ value }} < 0
            then '−$' || {{ format_decimal('-(' ~ value ~ ')', 2) }}
        else '$' || {{ format_decimal(value, 2) }}
    end
{%- endmacro -%}
