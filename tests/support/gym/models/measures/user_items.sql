-- One row per visit: the class that was taken.
with

visits as (

    select * from {{ ref('int_visits') }}

),

user_items as (

    select
        user_id,
        class_id as item_id,
        visited_at as occurred_at,
        cast(1 as bigint) as quantity,
        cast(0 as double) as amount_usd,
        visit_id as basket_id
    from visits

)

select * from user_items
