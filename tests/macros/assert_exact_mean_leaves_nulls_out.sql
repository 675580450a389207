-- Fails when a null counts, a mean over nothing is not null, or tenths do not
-- add up exactly.
with

numbers as (

    select
        numbers.number,
        numbers.nothing
    from (
        values (0.1, null), (0.2, null), (0.3, null), (null, null)
    ) as numbers (number, nothing)

),

means as (

    select
        {{ exact_mean('number') }} as number_mean,
        {{ exact_mean('nothing') }} as nothing_mean
    from numbers

)

select
    number_mean,
    nothing_mean
from means
where
    number_mean is distinct from cast(0.6 as double) / 3
    or nothing_mean is not null
