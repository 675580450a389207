{#- Dollars as people say them: $ 12.3 million, $ 45,600, $ 78. -#}
{%- macro format_money(amount) -%}
    case
        when abs({{ amount }}) >= 1e9
            then format('${:,.1f} billion', {{ amount }} / 1e9)
        when abs({{ amount }}) >= 1e6
            then format('${:,.1f} million', {{ amount }} / 1e6)
        when abs({{ amount }}) >= 1e4
            then format('${:,.0f}', round({{ amount }}, -2))
        else format('${:,.0f}', {{ amount }})
    end
{%- endmacro -%}
