-- One row per different line of the export, of the first kind that fits it.
-- depends_on: {{ ref('stg_engine__rejected_rows') }}
with

order_lines as (

    select distinct
        order_id,
        item_id,
        item_name,
        quantity,
        ordered_at,
        unit_price,
        amount,
        user_id,
        country
    from {{ ref('base_shop__order_lines') }}
    where rejected_because is null

),

shops as (

    select * from {{ ref('shops') }}
    where shop = {{ sql_text(shop_name()) }}

),

-- A line says its amount, or its price, or both.
price_lines as (

    select
        order_lines.order_id,
        order_lines.item_id,
        order_lines.item_name,
        order_lines.quantity,
        order_lines.ordered_at,
        order_lines.user_id,
        order_lines.country,
        shops.usd_per_unit,
        coalesce(
            order_lines.unit_price,
            {{ safe_ratio('order_lines.amount', 'order_lines.quantity') }}
        ) as unit_price,
        coalesce(
            order_lines.amount, order_lines.quantity * order_lines.unit_price
        ) as amount,
        coalesce({{ matches_pattern(
            'order_lines.order_id', 'shops.write_off_pattern'
        ) }}, false) as is_write_off,
        coalesce({{ matches_pattern(
            'order_lines.item_id', 'shops.item_pattern'
        ) }}, true) as is_product,
        coalesce({{ matches_pattern(
            'order_lines.order_id', 'shops.cancellation_pattern'
        ) }}, false)
        or order_lines.quantity < 0 as is_cancellation,
        case
            when shops.is_order_a_day or order_lines.order_id is null
                then
                    cast(order_lines.user_id as string) || ' '
                    || cast(cast(order_lines.ordered_at as date) as string)
            else order_lines.order_id
        end as basket_id
    from order_lines
    cross join shops

),

name_kinds as (

    select
        *,
        case
            when is_write_off then 'write_off'
            when not is_product then 'not_a_product'
            when coalesce(unit_price, 0) <= 0 then 'without_price'
            when is_cancellation and user_id is null
                then 'cancellation_without_customer'
            when user_id is null then 'sale_without_customer'
            when is_cancellation then 'cancellation'
            else 'sale'
        end as kind
    from price_lines

)

select
    order_id,
    basket_id,
    user_id,
    item_id,
    item_name,
    ordered_at,
    quantity,
    amount,
    cast(amount * usd_per_unit as decimal(18, 6)) as amount_usd,
    country,
    kind
from name_kinds
