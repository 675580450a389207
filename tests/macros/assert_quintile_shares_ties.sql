-- Fails when equal values fall into different fifths, or fifths are not 1-5.
with

scores as (

    select
        scores.score,
        scores.expected
    from (
        values (1, 1), (2, 2), (3, 3), (4, 4), (5, 5)
    ) as scores (score, expected)

),

ties as (

    select
        0 as score,
        3 as expected
    from range(4)

),

fifths as (

    select
        expected,
        {{ quintile('score') }} as fifth
    from scores
    union all
    select
        expected,
        {{ quintile('score') }} as fifth
    from ties

)

select
    expected,
    fifth
from fifths
where expected is distinct from fifth
