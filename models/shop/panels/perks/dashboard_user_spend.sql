-- One row per user with an order in the window: what they spent.
with

orders as (

    select * from {{ ref('int_orders') }}

),

user_spend as (

    select
        user_id,
        cast(sum(spend_usd) as decimal(38, 6)) as spend_usd
    from orders
    group by user_id

)

select * from user_spend
