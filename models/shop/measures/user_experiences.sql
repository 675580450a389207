-- One row per order and state that it was known in, from when until when: what
-- it says of each signal. An order of which something came back had been kept.
-- An order that was due and did not come is none, so orders never lapse.
with

orders as (

    select
        *,
        row_number() over (
            partition by user_id
            order by ordered_at, basket_id
        ) as place
    from {{ ref('int_orders') }}

),

returned_orders as (

    select
        sale_lines.user_id,
        sale_lines.basket_id,
        min(greatest(
            sale_lines.ordered_at, cancellations.first_cancelled_at
        )) as returned_at
    from {{ ref('int_sale_lines') }} as sale_lines
    inner join {{ ref('int_cancellations_matched') }} as cancellations
        on
            sale_lines.user_id = cancellations.user_id
            and sale_lines.item_id = cancellations.item_id
    where sale_lines.returned_unit_count > 0
    group by
        sale_lines.user_id,
        sale_lines.basket_id

),

date_returns as (

    select
        orders.*,
        returned_orders.returned_at
    from orders
    left join returned_orders
        on
            orders.user_id = returned_orders.user_id
            and orders.basket_id = returned_orders.basket_id

),

list_states as (

    {% for is_returned in [0, 1] -%}
    select
        0 as lapses_count,
        case when place > 1 then 1 else 0 end as lapses_trials,
        case when reorder_line_count > 0 then 1 else 0 end as reorders_count,
        1 as reorders_trials,
        case when seasonal_line_count > 0 then 1 else 0 end
            as seasonal_lines_count,
        1 as seasonal_lines_trials,
        {{ is_returned }} as returned_orders_count,
        1 as returned_orders_trials,
        case when is_wide then 1 else 0 end as wide_baskets_count,
        1 as wide_baskets_trials,
        case when bulk_line_count > 0 then 1 else 0 end as bulk_lines_count,
        case when bulk_trial_count > 0 then 1 else 0 end as bulk_lines_trials,
        user_id,
        basket_id as experience_id,
        ordered_at as occurred_at,
        {{ 'returned_at' if is_returned else 'ordered_at' }} as known_from,
        {{ 'cast(null as timestamp)' if is_returned else 'returned_at' }}
            as known_until
    from date_returns
    {{ 'where returned_at is not null' if is_returned else 'union all' }}
    {% endfor %}
)

select * from list_states
