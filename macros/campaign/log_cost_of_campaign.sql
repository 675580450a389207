{#- Says what the perks of a campaign will probably cost, all arms together, and
    what the budget is; it is shared out among all who may be contacted, so
    that a campaign keeps it by as much as its arms send something else. -#}
{%- macro log_cost_of_campaign(campaign) -%}
    {%- set costs = run_query(
        'select cast(round(sum(perks.unit_cost_usd'
        ~ ' * perks.assumed_redemption_rate)) as bigint) from '
        ~ ref('int_frozen_assignments') ~ ' as frozen inner join '
        ~ ref('perk_catalogue')
        ~ ' as perks on frozen.perk_code = perks.perk_code'
        ~ ' where frozen.campaign_id = ' ~ sql_text(campaign)
        ~ ' and frozen.data_set = (' ~ built_data_set() ~ ')'
    ).columns[0].values() -%}
    {%- set cost = costs[0] or 0 -%}
    {%- set budget = var('campaign_budget_usd') -%}
    {%- do log(
        'Expected cost: ' ~ '{:,}'.format(cost) ~ ' US dollars, all arms'
        ~ ' together, as the catalogue assumes' ~ (
            '; ' ~ ('more than' if cost > budget else 'within')
            ~ ' the budget of ' ~ '{:,}'.format(budget)
            if budget is not none else ''
        ),
        info=true
    ) -%}
{%- endmacro -%}
