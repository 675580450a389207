-- One row per item among those that earn most.
with

product_performance as (

    select * from {{ ref('product_performance') }}

),

products as (

    select
        rank,
        item_name,
        orders,
        customers,
        return_rate,
        revenue
    from product_performance
    where rank <= {{ var('dashboard_list_length') }}

)

select * from products
