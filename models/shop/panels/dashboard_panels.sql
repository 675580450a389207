-- One row per panel, in the order of the pages: where its rows are, and how its
-- YAML says to show them. A new panel takes its place in this list.
{%- set panels = [
    ref('panel_headline'),
    ref('panel_key_figures'),
    ref('panel_revenue_by_month'),
    ref('panel_users_by_perk'),
    ref('panel_segment_cards'),
    ref('panel_segment_differences'),
    ref('panel_segment_items'),
    ref('panel_user_map'),
    ref('panel_perk_scenarios'),
    ref('panel_perk_costs'),
    ref('panel_perk_choices'),
    ref('panel_perk_sensitivity'),
    ref('panel_perk_lists'),
    ref('panel_backtest'),
    ref('panel_lasting_habits'),
    ref('panel_habits'),
    ref('panel_backtest_policies'),
    ref('panel_perk_proofs'),
    ref('panel_campaign_reach'),
    ref('panel_campaign_uplifts'),
    ref('panel_campaign_effects'),
    ref('panel_campaign_checks'),
    ref('panel_policy_values'),
    ref('panel_next_campaign'),
    ref('panel_next_perks'),
    ref('panel_products'),
    ref('panel_slow_products'),
    ref('panel_countries'),
    ref('panel_offers'),
    ref('panel_items'),
    ref('panel_user_lookup'),
    ref('panel_user_list'),
    ref('panel_user_events'),
    ref('panel_item_names'),
    ref('panel_trust'),
    ref('panel_build_facts'),
    ref('panel_signal_drift'),
    ref('panel_quality_gates'),
    ref('panel_models'),
    ref('panel_segment_counts'),
    ref('panel_cleaning'),
    ref('panel_raw_files'),
    ref('panel_rejection_reasons'),
    ref('panel_about'),
    ref('panel_glossary'),
] %}
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
