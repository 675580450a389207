{#- The vars that are whole numbers, and the bounds within which they make
    sense. -#}
{%- macro whole_number_vars() -%}
    {%- do return({
        'sample_user_count': [0, 1000000000],
        'misdated_after_days': [0, 1000000],
        'random_seed': [0, 2147483647],
        'start_count': [1, 1000000],
        'train_sample_max': [1, 1000000000],
        'evaluation_sample_max': [1, 1000000000],
        'silhouette_sample_max': [1, 1000000000],
        'resample_count': [1, 1000000],
        'resample_start_count': [1, 1000000],
        'persistence_resample_count': [1, 10000],
        'backtest_cut_count': [1, 1000],
        'backtest_step_days': [1, 100000],
        'backtest_horizon_days': [1, 100000],
        'backtest_user_max': [1, 1000000000],
        'seed_count': [0, 1000000],
        'worker_count': [0, 10000],
        'judged_user_minimum': [0, 1000000000],
        'fairness_group_minimum': [0, 1000000000],
        'dashboard_user_limit': [0, 1000000000],
        'dashboard_users_per_file': [1, 1000000000],
        'dashboard_map_user_max': [0, 1000000000],
        'dashboard_list_length': [1, 1000000000],
        'metric_day_count': [1, 100000],
        'dashboard_extreme_count': [0, 1000000000],
        'workbook_row_limit': [0, 1048575],
    }) -%}
{%- endmacro -%}
