{#- The models that a domain may have, with the columns that the engine reads. -#}
{%- macro optional_models() -%}
    {%- do return({
        'base_rates': {
            'weeks': 'integer', 'user_count': 'bigint', 'base_rate': 'double'
        },
        'dashboard_data_span': {'comparison': 'varchar', 'remark': 'varchar'},
        'dashboard_monthly_figures': {
            'place': 'integer',
            'figure': 'varchar',
            'unit': 'varchar',
            'better': 'varchar',
            'month': 'date',
            'period_name': 'varchar',
            'numerator': 'double',
            'denominator': 'double',
        },
        'dashboard_user_events': {'user_id': 'bigint', 'events': 'json'},
        'dashboard_user_spend': {
            'user_id': 'bigint', 'spend_usd': 'decimal(38, 6)'
        },
        'int_items_left_out': {'user_id': 'bigint', 'item_id': 'varchar'},
        'source_matches': {
            'match_name': 'varchar',
            'named_count': 'bigint',
            'found_count': 'bigint',
            'found_share': 'double',
        },
        'users_by_attribute': {
            'user_id': 'bigint',
            'attribute': 'varchar',
            'group_name': 'varchar',
            'primary_perk': 'varchar',
        },
    }) -%}
{%- endmacro -%}
