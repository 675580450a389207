{#- The vars that are numbers, and the bounds within which they make sense. -#}
{%- macro number_vars() -%}
    {%- do return({
        'sample_frequent_share': [0, 1],
        'max_rejected_share': [0, 1],
        'prior_strength': [0, 1000000],
        'hysteresis_delta': [0, 1000],
        'forecast_strength': [0, 1000000],
        'recommendation_margin': [0, 1000],
        'recommendation_ridge': [0.001, 1000000000],
        'high_certainty': [0, 1],
        'medium_certainty': [0, 1],
        'minimum_structure': [0, 1000],
        'holdout_percent': [0, 100],
        'assumed_margin': [0, 1],
        'campaign_confidence': [0.5, 0.999999],
        'exploration_floor': [0, 1],
        'campaign_power': [0.5, 0.999999],
        'sequential_limit': [0, 1000],
        'minimum_jaccard': [0, 1],
        'minimum_seed_agreement': [0, 1],
        'minimum_share': [0, 1],
        'minimum_separation': [0, 1],
        'lead_min_z': [0, 1000],
    }) -%}
{%- endmacro -%}
