-- One row per segment, perk and whatever else the palette names: its colour,
-- the same in every chart. A perk has the colour of the segment it names.
with

palette as (

    select * from {{ ref('dashboard_palette') }}

),

coloured_items as (

    select
        'segment' as kind,
        segment_key as item_key,
        segment_name as item_name,
        segment_key as colour_key
    from {{ ref('int_segments') }}
    union all
    select
        'perk' as kind,
        perk_code as item_key,
        perk_name as item_name,
        segment_key as colour_key
    from {{ ref('perk_catalogue') }}
    where is_active
    union all
    select
        usage as kind,
        colour_key as item_key,
        colour_key as item_name,
        colour_key
    from palette
    where usage not in ('segment', 'spare')

),

spare_colours as (

    select
        light_colour,
        dark_colour,
        row_number() over (order by colour_key) as place,
        count(*) over () as spare_count
    from palette
    where usage = 'spare'

),

-- What the palette does not name takes the spare colours in turn.
find_colours as (

    select
        items.kind,
        items.item_key,
        items.item_name,
        palette.light_colour,
        palette.dark_colour,
        dense_rank() over (
            partition by palette.colour_key is null
            order by items.colour_key
        ) as place
    from coloured_items as items
    left join palette
        on
            items.colour_key = palette.colour_key
            and palette.usage != 'spare'

),

dashboard_colours as (

    select
        items.kind,
        items.item_key,
        items.item_name,
        coalesce(items.light_colour, spare_colours.light_colour)
            as light_colour,
        coalesce(items.dark_colour, spare_colours.dark_colour) as dark_colour
    from find_colours as items
    left join spare_colours
        on
            items.light_colour is null
            and (items.place - 1) % spare_colours.spare_count + 1
            = spare_colours.place

)

select * from dashboard_colours
