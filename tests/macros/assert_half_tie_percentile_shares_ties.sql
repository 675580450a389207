-- Fails when equal values part, or a percentile is not the share below.
with

scores as (

    select
        scores.score,
        scores.expected
    from (
        values (10, 0.125), (20, 0.5), (20, 0.5), (30, 0.875)
    ) as scores (score, expected)

),

ranked as (

    select
        score,
        expected,
        {{ half_tie_percentile('score') }} as percentile
    from scores

)

select
    score,
    expected,
    percentile
from ranked
where percentile is distinct from expected
