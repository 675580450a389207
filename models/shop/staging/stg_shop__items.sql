with

items as (

    {{ kept_rows('items') }}

)

select
    item_id,
    item_name,
    category
from items
