-- Fails when users' ratios are averaged instead of pooled, or the ratio over
-- nothing is not 0.
with

travellers as (

    select
        travellers.bag_count,
        travellers.flight_count,
        travellers.stay_count
    from (
        values (2, 1, 0), (0, 3, 0)
    ) as travellers (bag_count, flight_count, stay_count)

),

ratios as (

    select
        {{ pooled_ratio('bag_count', 'flight_count') }} as bag_rate,
        {{ pooled_ratio('bag_count', 'stay_count') }} as over_zero
    from travellers

)

select
    bag_rate,
    over_zero
from ratios
where
    bag_rate is distinct from 0.5
    or over_zero is distinct from 0
