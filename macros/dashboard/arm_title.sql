{#- What an arm of a campaign is called in a table. -#}
{%- macro arm_title(arm) -%}
    case {{ arm }}
        when 'chosen_perk' then 'the perk that suits them'
        when 'random_perk' then 'a perk by chance'
        when 'one_perk' then 'one perk for all'
        else 'nothing'
    end
{%- endmacro -%}
