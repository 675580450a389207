-- One row per country that customers order from; none where the shop does not
-- say.
with

orders as (

    select * from {{ ref('int_orders') }}
    where country is not null

),

country_performance as (

    select
        country,
        count(*) as orders,
        count(distinct user_id) as customers,
        cast(sum(spend_usd) as double) as revenue,
        cast(rank() over (order by sum(spend_usd) desc) as integer) as rank
    from orders
    group by country

)

select * from country_performance
