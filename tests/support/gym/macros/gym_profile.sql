{#- What the engine must know of the domain besides its interfaces. -#}
{%- macro gym_profile() -%}
    {%- do return({
        'raw_tables': {
            'members': 'user_id', 'classes': 'class_id', 'visits': 'visit_id'
        },
        'mart': 'member_features',
        'features': {'visit_count': 'Visits', 'class_count': 'Classes'},
        'sold': 'Visits',
        'marts': [],
        'panels': {},
        'optional_models': [],
    }) -%}
{%- endmacro -%}
