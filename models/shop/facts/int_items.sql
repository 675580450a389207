-- One row per item that was sold: its name, its category and the season it is
-- for.
with

order_lines as (

    select * from {{ ref('stg_shop__order_lines') }}
    where kind = 'sale'

),

items as (

    select * from {{ ref('stg_shop__items') }}

),

season_words as (

    select * from {{ ref('season_words') }}

),

count_names_of_an_item as (

    select
        item_id,
        item_name,
        count(*) as line_count
    from order_lines
    group by
        item_id,
        item_name

),

-- Lines may spell a name in several ways: the commonest is taken.
rank_names_of_an_item as (

    select
        item_id,
        item_name,
        row_number() over (
            partition by item_id
            order by
                case when item_name is null then 1 else 0 end,
                line_count desc,
                item_name asc
        ) as place
    from count_names_of_an_item

),

name_items as (

    select
        item_names.item_id,
        coalesce(items.item_name, item_names.item_name, item_names.item_id)
            as item_name,
        items.category
    from rank_names_of_an_item as item_names
    left join items
        on item_names.item_id = items.item_id
    where item_names.place = 1

),

find_seasons_of_items as (

    select
        name_items.item_id,
        min(season_words.season) as season
    from name_items
    inner join season_words
        on upper(name_items.item_name) like '%' || season_words.word || '%'
    group by name_items.item_id

),

items_named as (

    select
        name_items.item_id,
        name_items.item_name,
        name_items.category,
        seasons.season
    from name_items
    left join find_seasons_of_items as seasons
        on name_items.item_id = seasons.item_id

)

select * from items_named
