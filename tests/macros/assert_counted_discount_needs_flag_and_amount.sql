-- Fails when an offer counts without its flag or an amount above zero.
with

offers as (

    select
        offers.is_offered,
        offers.amount,
        offers.expected
    from (
        values
        (true, 0.15, 0.15),
        (true, null, 0),
        (true, 0, 0),
        (true, -0.1, 0),
        (false, 0.15, 0),
        (null, 0.15, 0)
    ) as offers (is_offered, amount, expected)

)

select
    is_offered,
    amount,
    expected
from offers
where expected is distinct from {{ counted_discount('is_offered', 'amount') }}
