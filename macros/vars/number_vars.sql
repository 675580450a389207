{#- The vars that are written into SQL as numbers, and the bounds within which
    they make sense. -#}
{%- macro number_vars() -%}
    {%- do return({
        'max_rejected_share': [0, 1],
        'misdated_after_days': [0, 1000000],
        'prior_strength': [0, 1000000],
        'rarity_weight': [0, 1],
        'blend_strength': [0, 1000000],
        'hysteresis_delta': [0, 1000],
        'high_confidence_margin': [0, 1000],
        'medium_confidence_margin': [0, 1000],
        'holdout_percent': [0, 100],
        'judged_user_minimum': [0, 1000000000],
        'fairness_group_minimum': [0, 1000000000],
        'dashboard_user_limit': [0, 1000000000],
        'dashboard_users_per_file': [1, 1000000000],
        'dashboard_map_user_max': [0, 1000000000],
        'dashboard_list_length': [1, 1000000000],
        'dashboard_extreme_count': [0, 1000000000],
    }) -%}
{%- endmacro -%}
