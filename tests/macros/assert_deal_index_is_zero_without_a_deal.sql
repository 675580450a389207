-- Fails when the index is not share by depth by saving, or anything but 0
-- without a discounted booking or a unit to save on.
with

travellers as (

    select
        travellers.discounted_count,
        travellers.flight_count,
        travellers.discount_sum,
        travellers.saving_usd,
        travellers.seat_km,
        travellers.expected
    from (
        values
        (2, 4, 0.5, 60, 240, 0.5 * 0.25 * 0.25),
        (2, 4, 0.5, 60, 0, 0),
        (0, 4, 0, 0, 0, 0),
        (0, 0, 0, 0, 0, 0)
    ) as travellers (
        discounted_count,
        flight_count,
        discount_sum,
        saving_usd,
        seat_km,
        expected
    )

),

indexed_travellers as (

    select
        expected,
        {{ deal_index(
            'discounted_count',
            'flight_count',
            '0.5',
            'discount_sum',
            'saving_usd',
            'seat_km'
        ) }} as deal_index
    from travellers

)

select
    expected,
    deal_index
from indexed_travellers
where deal_index is distinct from expected
