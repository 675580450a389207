-- One row per item among those that earn least.
with

product_performance as (

    select * from {{ ref('product_performance') }}

),

slow_products as (

    select
        rank_from_bottom as rank,
        item_name,
        orders,
        customers,
        return_rate,
        revenue
    from product_performance
    where rank_from_bottom <= {{ var('dashboard_list_length') }}

)

select * from slow_products
