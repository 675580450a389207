-- One row per destination that was booked.
with

user_items as (

    select item_id from {{ ref('user_items') }}

),

items as (

    select
        item_id,
        {{ place_name('item_id') }} as item_name
    from user_items
    group by item_id

)

select * from items
