-- Fails when a ratio over zero or null is anything but null.
with

ratios as (

    select
        {{ safe_ratio('1', '4') }} as one_in_four,
        {{ safe_ratio('1', '0') }} as over_zero,
        {{ safe_ratio('1', 'null') }} as over_null

)

select
    one_in_four,
    over_zero,
    over_null
from ratios
where
    one_in_four is distinct from 0.25
    or over_zero is not null
    or over_null is not null
