-- One row per user with an order in the window: what they did, as counts over
-- trials. What a shop does not record is no trial of anybody.
with

orders as (

    select * from {{ ref('int_orders') }}

),

active_window as (

    select * from {{ ref('int_active_window') }}

),

shops as (

    select
        has_seasons,
        cancellation_pattern is not null as has_cancellations
    from {{ ref('shops') }}
    where shop = {{ sql_text(shop_name()) }}

),

count_orders_of_a_user as (

    select
        user_id,
        count(*) as experience_count,
        min(ordered_date) as first_date,
        max(ordered_date) as last_date,
        count(distinct ordered_date) as day_count,
        cast(sum(line_count) as bigint) as line_count,
        {%- for column in [
            'reorder_line_count', 'bulk_line_count', 'bulk_trial_count',
            'seasonal_line_count',
        ] %}
        cast(sum({{ column }}) as bigint) as {{ column }},
        {%- endfor %}
        {{ count_where('has_returns') }} as returned_orders_count,
        {{ count_where('is_wide') }} as wide_baskets_count
    from orders
    group by user_id

),

measure_own_gaps as (

    select
        users.*,
        {{ days_between('users.last_date', 'active_window.as_of_date') }}
            as days_since_last_order,
        1e0 * (
            {{ days_between('users.first_date', 'users.last_date') }}
            + {{ var('usual_gap_weight') }} * {{ var('usual_gap_days') }}
        )
        / (users.day_count - 1 + {{ var('usual_gap_weight') }})
            as own_gap_days,
        shops.has_seasons,
        shops.has_cancellations,
        users.experience_count > active_window.order_count_above
            as is_in_cohort
    from count_orders_of_a_user as users
    cross join active_window
    cross join shops

),

count_orders_that_were_due as (

    select
        *,
        cast(floor(days_since_last_order / own_gap_days) as bigint) as due_count
    from measure_own_gaps

)

select
    due_count as lapses_count,
    day_count - 1 + due_count as lapses_trials,
    reorder_line_count as reorders_count,
    line_count as reorders_trials,
    case when has_seasons then seasonal_line_count else 0 end
        as seasonal_lines_count,
    case when has_seasons then line_count else 0 end as seasonal_lines_trials,
    case when has_cancellations then returned_orders_count else 0 end
        as returned_orders_count,
    case when has_cancellations then experience_count else 0 end
        as returned_orders_trials,
    wide_baskets_count,
    experience_count as wide_baskets_trials,
    bulk_line_count as bulk_lines_count,
    bulk_trial_count as bulk_lines_trials,
    experience_count,
    days_since_last_order,
    user_id,
    is_in_cohort
from count_orders_that_were_due
