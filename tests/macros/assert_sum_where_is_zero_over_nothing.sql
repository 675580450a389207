-- Fails when a sum over no rows is null, or counts rows it must not.
with

numbers as (

    select
        numbers.number,
        numbers.is_counted
    from (
        values (1, true), (2, false), (4, true), (null, true)
    ) as numbers (number, is_counted)

),

sums as (

    select
        {{ sum_where('number', 'is_counted', 'bigint') }} as counted,
        {{ sum_where('number', 'number > 9') }} as total_over_nothing
    from numbers

)

select
    counted,
    total_over_nothing
from sums
where counted is distinct from 5 or total_over_nothing is distinct from 0
