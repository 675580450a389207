-- One row per class.
with

items as (

    select
        class_id as item_id,
        coalesce(class_name, class_id) as item_name
    from {{ ref('stg_gym__classes') }}

)

select * from items
