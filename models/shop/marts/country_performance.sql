-- One row per country that customers order from, those of few customers as one;
-- none where the shop does not say.
with

orders as (

    select * from {{ ref('int_orders') }}
    where country is not null

),

count_customers as (

    select
        country,
        count(distinct user_id) as user_count
    from orders
    group by country

),

fold_small_countries as (

    select
        country,
        {{ why_withheld('user_count', 'country') }} is not null as is_folded
    from count_customers

),

country_performance as (

    select
        case
            when countries.is_folded then 'Other countries'
            else countries.country
        end as country,
        count(*) as orders,
        count(distinct orders.user_id) as customers,
        cast(sum(orders.spend_usd) as double) as revenue,
        cast(rank() over (
            order by max(countries.is_folded), sum(orders.spend_usd) desc
        ) as integer) as rank
    from orders
    inner join fold_small_countries as countries
        on orders.country = countries.country
    group by
        case
            when countries.is_folded then 'Other countries'
            else countries.country
        end

)

select * from country_performance
