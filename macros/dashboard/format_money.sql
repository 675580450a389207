{#- Dollars as people say them: $12.3 million, $45,600, −$78. -#}
{%- macro format_money(amount) -%}
    case when {{ amount }} < 0 then '−' else '' end
    || case
        when abs({{ amount }}) >= 1e9
            then format('${:,.1f} billion', abs({{ amount }}) / 1e9)
        when abs({{ amount }}) >= 1e6
            then format('${:,.1f} million', abs({{ amount }}) / 1e6)
        when abs({{ amount }}) >= 1e4
            then format('${:,.0f}', round(abs({{ amount }}), -2))
        else format('${:,.0f}', abs({{ amount }}))
    end
{%- endmacro -%}
