{#- Phi: how probably a standard normal number lies below a value; right to seven
    decimals (Abramowitz and Stegun, 26.2.17). -#}
{%- macro normal_cdf(value) -%}
    {%- set t = '(1 / (1 + 0.2316419 * abs(' ~ value ~ ')))' -%}
    {%- set tail -%}
    exp(-0.5 * {{ value }} * {{ value }}) * 0.3989422804014327 * {{ t }} * (
        0.319381530 + {{ t }} * (
            -0.356563782 + {{ t }} * (
                1.781477937 + {{ t }} * (
                    -1.821255978 + {{ t }} * 1.330274429
                )
            )
        )
    )
    {%- endset -%}
    case
        when {{ value }} >= 0 then 1 - {{ tail }}
        else {{ tail }}
    end
{%- endmacro -%}
