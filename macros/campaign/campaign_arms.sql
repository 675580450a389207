{#- What a user of a campaign can be sent. -#}
{%- macro campaign_arms() -%}
    {%- do return(['chosen_perk', 'random_perk', 'one_perk', 'nothing']) -%}
{%- endmacro -%}
