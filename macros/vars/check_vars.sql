{#- Before anything is read: an error for the first var that is unknown, or
    not what it should be. -#}
{%- macro check_vars() -%}
    {%- if execute and flags.WHICH in (
        'build', 'run', 'test', 'run-operation'
    ) -%}
        {%- do check_var_names() -%}
        {%- for name, (least, most) in number_vars().items() -%}
            {%- do check_numbers(name, [var(name)], least, most) -%}
        {%- endfor -%}
        {%- for name, (least, most) in whole_number_vars().items() -%}
            {%- do check_numbers(name, [var(name)], least, most, true) -%}
        {%- endfor -%}
        {%- if var('campaign_budget_usd') is not none -%}
            {%- do check_numbers(
                'campaign_budget_usd', [var('campaign_budget_usd')], 0, 1e15
            ) -%}
        {%- endif -%}
        {%- do check_number_list('sensitivity_weight_changes', -1, 1000) -%}
        {%- do check_number_list('lead_time_bounds', 0, 1000000, true) -%}
        {%- do check_number_list('campaign_weeks', 1, 1000, true) -%}
        {%- do check_booleans([
            'from_spark',
            'retrain',
            'use_capacities',
            'dashboard_users',
            'replace_real_release',
        ]) -%}
        {%- do check_texts([
            'domain',
            'shop',
            'raw_location',
            'raw_schema',
            'sample_path',
            'public_cache_path',
            'holdout_salt',
        ]) -%}
        {%- do check_texts(['model_version', 'accepted_model'], true) -%}
        {%- do check_choice('raw_format', ['csv', 'csv.gz', 'parquet']) -%}
        {%- do check_choice('changed_raw_files', ['read', 'refuse']) -%}
        {%- do check_choice(
            'perk_policy', ['blended', 'individual', 'segment']
        ) -%}
        {%- do check_segment_count() -%}
        {%- do check_public_raw_files() -%}
        {%- do check_raw_watermarks() -%}
        {%- do check_as_of_date() -%}
        {%- do check_backtest_cuts() -%}
        {%- do check_cohort() -%}
        {%- do check_shop() -%}
        {%- do quality_limits() -%}
    {%- endif -%}
{%- endmacro -%}
