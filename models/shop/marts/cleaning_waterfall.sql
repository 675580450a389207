-- One row per kind of raw line, in the order in which they are told.
{%- set kinds = {
    'write_off': 'Bookkeeping, such as bad debts',
    'not_a_product': 'Not a product: postage, fees, samples',
    'without_price': 'Price not above zero',
    'cancellation_without_customer': 'Cancelled, customer unknown',
    'sale_without_customer': 'Sold, customer unknown',
    'sale': 'Sold to a known customer',
    'cancellation': 'Cancelled by a known customer',
} %}
with

file_counts as (

    select * from {{ ref('stg_engine__file_counts') }}
    where file_name = 'order_lines'

),

order_lines as (

    select * from {{ ref('stg_shop__order_lines') }}

),

shops as (

    select currency from {{ ref('shops') }}
    where shop = {{ sql_text(shop_name()) }}

),

list_kinds as (

    {% for kind, title in kinds.items() -%}
    select
        {{ loop.index + 2 }} as place,
        '{{ kind }}' as kind,
        '{{ title }}' as title
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

sum_kinds as (

    select
        list_kinds.*,
        count(order_lines.item_id) as row_count,
        count(distinct order_lines.basket_id) as order_count,
        count(distinct order_lines.user_id) as user_count,
        count(distinct order_lines.item_id) as item_count,
        cast(coalesce(sum(order_lines.quantity), 0) as bigint) as unit_count,
        coalesce(sum(order_lines.amount), 0) as amount,
        coalesce(sum(order_lines.amount_usd), 0) as amount_usd
    from list_kinds
    left join order_lines
        on list_kinds.kind = order_lines.kind
    group by
        list_kinds.place,
        list_kinds.kind,
        list_kinds.title

),

waterfall as (

    {% for kind, title, column in [
        ('unusable', 'Rejected, with a reason', 'rejected_row_count'),
        ('repeated', 'Exact repeats of another line', 'repeated_row_count'),
    ] -%}
    select
        {{ loop.index }} as place,
        '{{ kind }}' as kind,
        '{{ title }}' as title,
        cast({{ column }} as bigint) as row_count,
        {%- for count in ['order', 'user', 'item', 'unit'] %}
        cast(null as bigint) as {{ count }}_count,
        {%- endfor %}
        cast(null as decimal(38, 6)) as amount,
        cast(null as decimal(38, 6)) as amount_usd
    from file_counts
    union all
    {% endfor -%}
    select * from sum_kinds

)

select
    cast(waterfall.place as integer) as place,
    waterfall.kind,
    waterfall.title,
    {%- for count in ['row', 'order', 'user', 'item', 'unit'] %}
    waterfall.{{ count }}_count,
    {%- endfor %}
    shops.currency,
    cast(waterfall.amount as decimal(18, 4)) as amount,
    cast(waterfall.amount_usd as decimal(18, 4)) as amount_usd
from waterfall
cross join shops
