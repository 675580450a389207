-- One row per user that the page can be asked for: all it says of them, as
-- JSON, and in which file; nobody where users are left out.
with

user_offers as (

    select * from {{ ref('dashboard_user_offers') }}

),

customer_features as (

    select * from {{ ref('customer_features') }}

),

user_events as (

    select * from {{ ref('dashboard_user_events') }}

),

user_details as (

    select
        user_offers.user_id,
        user_offers.file_number,
        to_json({
            'offer': user_offers.offer,
            'signals': user_offers.signals,
            'history': user_offers.history,
            'features': case
                when customer_features.user_id is not null then {
                    {%- for feature in [
                        'days_since_last_order',
                        'order_count',
                        'average_gap_days',
                        'item_count',
                        'items_per_order',
                        'reorder_rate',
                        'seasonal_rate',
                        'returned_order_rate',
                        'bulk_rate',
                        'spend_usd',
                    ] %}
                    '{{ feature }}': {{ finite(
                        'customer_features.' ~ feature
                    ) }}{{ ',' if not loop.last }}
                    {%- endfor %}
                }
            end,
            'events': coalesce(user_events.events, cast('[]' as json))
        }) as user_text
    from user_offers
    left join customer_features
        on user_offers.user_id = customer_features.user_id
    left join user_events
        on user_offers.user_id = user_events.user_id

)

select * from user_details
