-- One row per promise between the raw files: how often a row that another one
-- names is there. A shop without a list of items or customers promises nothing.
with

order_lines as (

    select * from {{ ref('stg_shop__order_lines') }}
    where kind in ('sale', 'cancellation')

),

items as (

    select item_id from {{ ref('stg_shop__items') }}

),

customers as (

    select user_id from {{ ref('stg_shop__customers') }}

),

counted_matches as (

    {% for match_name, table_name, key in [
        ('line_items_found', 'items', 'item_id'),
        ('line_customers_found', 'customers', 'user_id'),
    ] -%}
    select
        '{{ match_name }}' as match_name,
        count(*) as named_count,
        count({{ table_name }}.{{ key }}) as found_count
    from order_lines
    left join {{ table_name }}
        on order_lines.{{ key }} = {{ table_name }}.{{ key }}
    where (select count(*) from {{ table_name }}) > 0
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    match_name,
    named_count,
    found_count,
    {{ safe_ratio('found_count', 'named_count') }} as found_share
from counted_matches
