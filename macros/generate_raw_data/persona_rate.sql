{#- A rate that one persona has times persona_strength to a power; the mean over
    all frequent users stays what it is. -#}
{%- macro persona_rate(rate, persona, persona_strength) -%}
    {%- set shares = generator_shares() -%}
    {%- set mean = shares[rate] -%}
    {%- set multiplier = persona_strength ** shares[rate ~ '_power'] -%}
    {%- set others = mean / (1 + shares['persona_share'] * (multiplier - 1)) -%}
    cast(
        case
            when not is_frequent then {{ shares.get('other_' ~ rate, mean) }}
            when persona = '{{ persona }}'
                then {{ (others * multiplier) | round(9) }}
            else {{ others | round(9) }}
        end as double
    )
{%- endmacro -%}
