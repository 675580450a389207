{#- What the engine must know of the domain besides its interfaces. -#}
{%- macro shop_profile() -%}
    {%- do return({
        'raw_tables': {
            'order_lines': none,
            'items': 'item_id',
            'customers': 'user_id',
        },
        'mart': 'customer_features',
        'features': {
            'days_since_last_order': 'Days since last order',
            'order_count': 'Orders',
            'average_gap_days': 'Days between orders',
            'item_count': 'Different items',
            'items_per_order': 'Items per order',
            'reorder_rate': 'Buys again',
            'seasonal_rate': 'Buys for a season',
            'returned_order_rate': 'Sends back',
            'bulk_rate': 'Buys in bulk',
            'spend_usd': 'Spend',
        },
        'sold': 'Orders',
        'marts': [
            'segment_top_items',
            'monthly_performance',
            'product_performance',
            'country_performance',
            'cleaning_waterfall',
        ],
        'panels': {
            'panel_key_figures': ['panel_revenue_by_month'],
            'panel_segment_differences': ['panel_segment_items'],
            'panel_next_perks': [
                'panel_products',
                'panel_slow_products',
                'panel_countries',
            ],
            'panel_user_list': ['panel_user_events'],
            'panel_segment_counts': ['panel_cleaning'],
        },
        'optional_models': [
            'base_rates',
            'dashboard_data_span',
            'dashboard_monthly_figures',
            'dashboard_user_events',
            'dashboard_user_spend',
            'source_matches',
            'users_by_attribute',
        ],
    }) -%}
{%- endmacro -%}
