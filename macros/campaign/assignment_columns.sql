{#- What is frozen of a campaign and a user, and as which type. -#}
{%- macro assignment_columns() -%}
    {%- do return({
        'data_set': 'varchar',
        'campaign_id': 'varchar',
        'user_id': 'bigint',
        'assigned_at': 'timestamp',
        'stratum_perk': 'varchar',
        'segment_key': 'varchar',
        'arm': 'varchar',
        'perk_code': 'varchar',
        'propensity': 'double',
        'policy': 'varchar',
        'model_version': 'varchar',
        'salt': 'varchar',
        'horizon_days': 'integer',
        'is_generated': 'boolean',
    }) -%}
{%- endmacro -%}
