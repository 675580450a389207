{#- Where users' perks are chosen: by what suits, or by what there is room for. -#}
{%- macro chosen_perks() -%}
    {%- if var('use_capacities') -%}
        {{ ref('int_user_perk_placements') }}
    {%- else -%}
        {{ ref('int_user_perk_choices') }}
    {%- endif -%}
{%- endmacro -%}
