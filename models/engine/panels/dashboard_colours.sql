-- One row per segment, perk and product: its colour, the same in every chart.
-- A perk has the colour of the segment it names.
with

colours as (

    select * from {{ ref('dashboard_palette') }}

),

segments as (

    select
        segment_key,
        segment_name
    from {{ ref('segment_profiles') }}

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}

),

coloured_things as (

    select
        'segment' as kind,
        segment_key as item_key,
        segment_name as item_name,
        segment_key as colour_key
    from segments
    union all
    select
        'perk' as kind,
        perk_code as item_key,
        perk_name as item_name,
        segment_key as colour_key
    from perk_catalogue
    where is_active
    union all
    select
        'product' as kind,
        colour_key as item_key,
        colour_key as item_name,
        colour_key
    from colours
    where usage = 'product'

),

-- What nobody gave a colour takes the spare ones in turn.
numbered_things as (

    select
        coloured_things.kind,
        coloured_things.item_key,
        coloured_things.item_name,
        coloured_things.colour_key,
        colours.light_colour,
        colours.dark_colour,
        dense_rank() over (
            partition by colours.colour_key is null
            order by coloured_things.colour_key
        ) as place
    from coloured_things
    left join colours
        on
            coloured_things.colour_key = colours.colour_key
            and colours.usage != 'spare'

),

spare_colours as (

    select
        light_colour,
        dark_colour,
        row_number() over (order by colour_key) as place,
        count(*) over () as spare_count
    from colours
    where usage = 'spare'

),

dashboard_colours as (

    select
        numbered_things.kind,
        numbered_things.item_key,
        numbered_things.item_name,
        coalesce(numbered_things.light_colour, spare_colours.light_colour)
            as light_colour,
        coalesce(numbered_things.dark_colour, spare_colours.dark_colour)
            as dark_colour
    from numbered_things
    left join spare_colours
        on
            numbered_things.light_colour is null
            and (numbered_things.place - 1) % spare_colours.spare_count + 1
            = spare_colours.place

)

select * from dashboard_colours
