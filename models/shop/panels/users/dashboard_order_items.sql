-- One row per user and order in the window: the items that most was paid for,
-- by name, and how many more there are.
{%- set named_count = var('dashboard_order_item_max') %}
with

sale_lines as (

    select * from {{ ref('int_sale_lines') }}

),

items as (

    select * from {{ ref('int_items') }}

),

switches as (

    select is_included from {{ ref('panel_user_lookup') }}

),

rank_items_of_an_order as (

    select
        sale_lines.user_id,
        sale_lines.basket_id,
        sale_lines.item_id,
        row_number() over (
            partition by sale_lines.user_id, sale_lines.basket_id
            order by sum(sale_lines.amount_usd) desc, sale_lines.item_id asc
        ) as place
    from sale_lines
    cross join switches
    where switches.is_included
    group by
        sale_lines.user_id,
        sale_lines.basket_id,
        sale_lines.item_id

),

order_items as (

    select
        ranked.user_id,
        ranked.basket_id,
        {{ joined_text(
            'case when ranked.place <= ' ~ named_count
            ~ ' then items.item_name end',
            '; ',
            'ranked.place'
        ) }}
        || case
            when count(*) > {{ named_count }}
                then ' and ' || (count(*) - {{ named_count }}) || ' more'
            else ''
        end as item_names
    from rank_items_of_an_order as ranked
    inner join items
        on ranked.item_id = items.item_id
    group by
        ranked.user_id,
        ranked.basket_id

)

select * from order_items
