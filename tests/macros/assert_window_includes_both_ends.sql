-- Fails when a moment beside the window counts, or one at its ends does not.
with

active_window as (

    select
        cast('2023-01-04' as date) as window_start_date,
        cast('2023-07-28' as date) as as_of_date

),

moments as (

    select
        moments.moment,
        moments.expected
    from (
        values
        (timestamp '2023-01-03 23:59:59.999999', false),
        (timestamp '2023-01-04 00:00:00', true),
        (timestamp '2023-07-28 23:59:59.999999', true),
        (timestamp '2023-07-29 00:00:00', false),
        (null, null)
    ) as moments (moment, expected)

)

select
    moments.moment,
    moments.expected
from moments
cross join active_window
where
    {{ is_within_window('moments.moment') }} is distinct from moments.expected
