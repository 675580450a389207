-- One row per panel, in the order of the pages: where its rows are, and how its
-- YAML says to show them. A new panel of the engine takes its place in this
-- list; behind which of these its own stand says the domain's profile.
{%- set panels = panels_in_order([
    'panel_headline',
    'panel_key_figures',
    'panel_users_by_perk',
    'panel_segment_cards',
    'panel_segment_differences',
    'panel_user_map',
    'panel_perk_scenarios',
    'panel_perk_costs',
    'panel_perk_choices',
    'panel_perk_sensitivity',
    'panel_perk_lists',
    'panel_backtest',
    'panel_lasting_habits',
    'panel_habits',
    'panel_backtest_policies',
    'panel_perk_proofs',
    'panel_campaign_reach',
    'panel_campaign_uplifts',
    'panel_campaign_effects',
    'panel_campaign_trust',
    'panel_policy_values',
    'panel_next_campaign',
    'panel_next_perks',
    'panel_offers',
    'panel_items',
    'panel_user_lookup',
    'panel_user_list',
    'panel_item_names',
    'panel_trust',
    'panel_build_facts',
    'panel_signal_drift',
    'panel_quality_gates',
    'panel_campaign_checks',
    'panel_models',
    'panel_segment_counts',
    'panel_raw_files',
    'panel_rejection_reasons',
    'panel_about',
    'panel_glossary',
]) %}
with

panels as (

    {% for panel in panels -%}
    select
        {{ loop.index }} as place,
        '{{ panel.identifier }}' as panel_name,
        {{ sql_text(panel.schema ~ '.' ~ panel.identifier) }} as relation_name,
        {{ sql_text(panel_description(panel)) }} as description
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from panels
