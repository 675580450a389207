-- One row per user whose home city is known: it is no place to travel to.
with

users as (

    select
        user_id,
        home_city
    from {{ ref('stg_traveltide__users') }}

),

items_left_out as (

    select
        user_id,
        home_city as item_id
    from users
    where home_city is not null

)

select * from items_left_out
