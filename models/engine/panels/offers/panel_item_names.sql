-- One row per item: its number in the files of single users.
with

items as (

    select * from {{ ref('dashboard_items') }}

),

switches as (

    select is_included from {{ ref('panel_user_lookup') }}

),

item_names as (

    select
        items.place,
        items.item_name
    from items
    cross join switches
    where switches.is_included

)

select * from item_names
