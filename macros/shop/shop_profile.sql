{#- What people tell users apart by: columns of a mart, each with its title, in the
    order of the page. -#}
{%- macro shop_profile() -%}
    {%- do return({
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
    }) -%}
{%- endmacro -%}
