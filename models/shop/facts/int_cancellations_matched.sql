-- One row per user and item of which units came back: how many of them can be
-- of an earlier sale, in the window or before.
with

order_lines as (

    select
        user_id,
        item_id,
        ordered_at,
        abs(quantity) as unit_count,
        kind = 'cancellation' as is_cancellation
    from {{ ref('stg_shop__order_lines') }}
    where
        kind in ('sale', 'cancellation')
        and cast(ordered_at as date)
        <= cast('{{ var('as_of_date') or '9999-12-31' }}' as date)

),

-- What came back, less what had been sold by then. Of two lines of one moment
-- the sale is the earlier.
sum_units_up_to_a_line as (

    select
        user_id,
        item_id,
        ordered_at,
        unit_count,
        is_cancellation,
        sum(
            case when is_cancellation then unit_count else -unit_count end
        ) over (
            partition by user_id, item_id
            order by ordered_at, is_cancellation
            rows between unbounded preceding and current row
        ) as excess_unit_count
    from order_lines

),

-- At its highest, the excess is what no sale can have sold.
cancellations_matched as (

    select
        user_id,
        item_id,
        {{ sum_where('unit_count', 'is_cancellation', 'bigint') }}
            as cancelled_unit_count,
        cast(greatest(max(excess_unit_count), 0) as bigint)
            as unmatched_unit_count,
        min(case when is_cancellation then ordered_at end)
            as first_cancelled_at
    from sum_units_up_to_a_line
    group by
        user_id,
        item_id
    having {{ count_where('is_cancellation') }} > 0

)

select
    user_id,
    item_id,
    cancelled_unit_count,
    unmatched_unit_count,
    cancelled_unit_count - unmatched_unit_count as matched_unit_count,
    first_cancelled_at
from cancellations_matched
