{#- What an offer takes over from the catalogue. -#}
{%- macro offer_columns(perk_catalogue) -%}
    {{ perk_catalogue }}.perk_code,
        {{ perk_catalogue }}.perk_name,
        {{ perk_catalogue }}.evidence_level,
        {{ perk_catalogue }}.unit_cost_usd
        * {{ perk_catalogue }}.assumed_redemption_rate as expected_cost_usd
{%- endmacro -%}
