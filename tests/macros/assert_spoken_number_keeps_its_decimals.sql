-- Fails when a number is spoken with more or fewer decimals than told.
with

numbers as (

    select
        numbers.number,
        numbers.decimals,
        numbers.expected
    from (
        values
        (cast(1.68 as double), 1, '1.7'),
        (cast(93.0 as double), 0, '93'),
        (cast(0 as double), 2, '0.00'),
        (cast(null as double), 1, null)
    ) as numbers (number, decimals, expected)

),

spoken_numbers as (

    select
        expected,
        {{ spoken_number('number', 'decimals') }} as spoken
    from numbers

)

select
    expected,
    spoken
from spoken_numbers
where spoken is distinct from expected
