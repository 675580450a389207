"""Macros that are text in and an expression out, tried on values in DuckDB.

They prove code, which does not change with the data: no build runs them.
"""

import math
from datetime import datetime
from decimal import Decimal
from hashlib import md5

import duckdb
import pytest
from dbt_project import Project

# Stands between the queries, which dbt renders all at once.
BORDER = "\n-- next query\n"


def rows(values: str, columns: str, expression: str) -> str:
    """Ask for an expression of each of some rows, in their order."""
    return (
        f"select {{{{ {expression} }}}} from (values {values})"
        f" as given ({columns})"
    )


def parsed(kind: str, text: str) -> str:
    """Ask how a text is read."""
    return f'select {{{{ parsed(trimmed("{text}"), "{kind}") }}}}'


READINGS = [
    ("text", "'  a  b '", "a  b"),
    ("text", "'   '", None),
    ("text", "chr(9) || '1-a' || chr(10)", "1-a"),
    ("upper_text", "' jfk '", "JFK"),
    ("lower_text", "'New York'", "new york"),
    ("boolean", "' True '", True),
    ("boolean", "'false'", False),
    ("boolean", "'1'", None),
    ("whole_number", "' 3 '", 3),
    ("whole_number", "'3.0'", 3),
    ("whole_number", "'3.7'", None),
    ("whole_number", "'n/a'", None),
    ("whole_number", "'0x10'", None),
    ("whole_number", "'007'", 7),
    ("whole_number", "'-2'", -2),
    ("whole_number", "'99999999999'", None),
    ("fraction", "'0.3999999999999999'", Decimal("0.4")),
    ("fraction", "'1.5'", None),
    ("fraction", "'NaN'", None),
    ("amount", "'21548.04'", Decimal("21548.04")),
    ("amount", "'inf'", None),
    ("amount", "'-1'", None),
    ("count", "'0'", 0),
    ("count", "'-1'", None),
    ("latitude", "'-90'", -90),
    ("latitude", "'90.1'", None),
    ("longitude", "'-73.779'", Decimal("-73.779")),
    ("longitude", "'200'", None),
    ("date", "'2023-02-30'", None),
    ("date", "'infinity'", None),
    ("timestamp", "'epoch'", None),
    ("timestamp", "'1970-01-01 00:00:00'", datetime(1970, 1, 1)),
    (
        "timestamp",
        "'2023-03-31 13:32:21.03'",
        datetime(2023, 3, 31, 13, 32, 21, 30000),
    ),
    (
        "timestamp",
        "chr(9) || '2023-03-31 13:32:21.5' || chr(13)",
        datetime(2023, 3, 31, 13, 32, 21, 500000),
    ),
]

CLUSTERS = "distance_1, distance_2, distance_3"
SIGNALS = '[{"name": "bags"}, {"name": "deals"}]'
AT_MOST = "'at most'"

# What is asked, and what must come back, row by row.
CASES = {
    "a ratio over zero or null is null": (
        rows("(1, 4), (1, 0), (1, null)", "a, b", 'safe_ratio("a", "b")'),
        [0.25, None, None],
    ),
    "an offer needs its flag and an amount above zero": (
        rows(
            "(true, 0.15), (true, null), (true, 0), (true, -0.1),"
            " (false, 0.15), (null, 0.15)",
            "flag, amount",
            'counted_discount("flag", "amount")',
        ),
        [Decimal("0.15"), 0, 0, 0, 0, 0],
    ),
    "New York to Los Angeles, a point to itself, to its antipode": (
        rows(
            "(40.640, -73.779, 33.942, -118.408),"
            " (40.640, -73.779, 40.640, -73.779),"
            " (10.000, 20.000, -10.000, -160.000),"
            " (null, 20.000, -10.000, -160.000)",
            "a, b, c, d",
            'great_circle_km("a", "b", "c", "d")',
        ),
        [
            pytest.approx(Decimal("3974.2"), abs=Decimal("0.1")),
            0,
            pytest.approx(Decimal("20015.1"), abs=Decimal("0.1")),
            None,
        ],
    ),
    "equal values share one percentile": (
        rows("(10), (20), (20), (30)", "x", 'half_tie_percentile("x")')
        + " order by x",
        [0.125, 0.5, 0.5, 0.875],
    ),
    "fifths run from 1 to 5": (
        rows("(1), (2), (3), (4), (5)", "x", 'quintile("x")') + " order by x",
        [1, 2, 3, 4, 5],
    ),
    "equal values share one fifth": (
        rows("(0), (0), (0), (0)", "x", 'quintile("x")'),
        [3, 3, 3, 3],
    ),
    "a draw takes those whose md5 comes first": (
        "with users as (select range as user_id from range(20000)),"
        " plain as (select user_id from users"
        " order by md5(cast(user_id as varchar)), user_id limit 50)"
        " select count(plain.user_id) = count(*) and count(*) = 50"
        " from ({{ drawn_by_md5('users', 50) }}) as drawn"
        " left join plain on drawn.user_id = plain.user_id",
        [True],
    ),
    "a sum over no rows is 0": (
        rows("(1), (2), (null)", "x", 'sum_where("x", "x > 9", "bigint")'),
        [0],
    ),
    "a sum is of what it is asked for": (
        rows("(1), (2), (null)", "x", 'sum_where("x", "x > 1", "bigint")'),
        [2],
    ),
    "a count is of what it is asked for": (
        rows("(1), (2), (null)", "x", 'count_where("x > 1")'),
        [1],
    ),
    "a mean is of what is known": (
        rows("(0.1), (0.2), (0.3), (null)", "x", 'exact_mean("x")'),
        [0.6 / 3],
    ),
    "a mean over nothing is null": (
        rows("(null)", "x", 'exact_mean("x")'),
        [None],
    ),
    "the window holds the whole of its first and last day": (
        "select {{ is_within_window('moment') }} from (values"
        " (timestamp '2023-01-03 23:59:59.999999'),"
        " (timestamp '2023-01-04'), (timestamp '2023-07-28 23:59:59.999999'),"
        " (timestamp '2023-07-29'), (null)) as given (moment) cross join"
        " (select date '2023-01-04' as window_start_date,"
        " date '2023-07-28' as as_of_date) as active_window",
        [False, True, True, False, None],
    ),
    "a rate goes from what is expected to the raw one": (
        rows(
            "(0, 0, 4), (4, 4, 4), (1000000, 1000000, 4), (3, 4, 0), (0, 0, 0)",
            "a, b, m",
            'posterior_rate("a", "b", "0.25", "m")',
        ),
        [0.25, 0.625, pytest.approx(1, abs=1e-5), 0.75, 0.25],
    ),
    "a share varies around its rate": (
        "select {{ rate_variance('share', '0.25') }}",
        [0.1875],
    ),
    "a rate without an end varies by itself": (
        "select {{ rate_variance('rate', '4.5') }}",
        [4.5],
    ),
    "segments are learned from a share as it is": (
        "select {{ model_coordinate('share', '0.25') }}",
        [0.25],
    ),
    "segments are learned from the logarithm of a rate": (
        "select {{ model_coordinate('rate', '4.5') }}",
        [pytest.approx(math.log(5.5))],
    ),
    "two of three trials, by hand": (
        # At a rate of .5 the trials lie at .5, .5 and -.5 of it: the products
        # of the six ordered pairs add up to -.5.
        rows(
            "(2, 3)",
            "bags_count, bags_trials",
            'trial_products("share", "bags", "0.5")',
        ),
        [-0.5],
    ),
    "stays of two and four nights, by hand": (
        rows(
            "(6, 2, 20)",
            "nights_count, nights_trials, nights_squares",
            'trial_products("rate", "nights", "3")',
        ),
        [-2],
    ),
    "resamples draw as Poisson's law says": (
        rows(
            "(0.0), (0.3678), (0.3679), (0.7358), (0.9197), (0.9811),"
            " (0.9964), (0.9999)",
            "x",
            'resample_weight("x")',
        ),
        [0, 0, 1, 2, 3, 4, 5, 6],
    ),
    "a normal number lies below": (
        rows(
            "(-3.0), (-1.0), (0.0), (0.84), (2.5), (null)",
            "x",
            'normal_cdf("x")',
        ),
        [
            *(
                pytest.approx((1 + math.erf(x / math.sqrt(2))) / 2, abs=1e-7)
                for x in (-3, -1, 0, 0.84, 2.5)
            ),
            None,
        ],
    ),
    "the nearest cluster, the first of equals": (
        rows(
            "(2, 1, 3), (1, 1, 3), (null, null, 3), (null, null, null)",
            CLUSTERS,
            "nearest_cluster([1, 2, 3])",
        ),
        [2, 1, 3, None],
    ),
    "the nearest cluster but for one": (
        rows("(2, 1, 3)", CLUSTERS, 'nearest_cluster([1, 2, 3], "2")'),
        [1],
    ),
    "the distance to a cluster": (
        rows("(2, 1, 3)", CLUSTERS, 'distance_to("3", [1, 2, 3])'),
        [3],
    ),
    "the signal whose column is the largest": (
        rows(
            "(1, 2), (2, 2), (null, null)",
            "bags, deals",
            f"largest_of({SIGNALS})",
        ),
        ["deals", "bags", None],
    ),
    "no two rows have one hash": (
        rows(
            "('a', 'bc'), ('ab', 'c'), ('a', null), ('a', '')",
            "x, y",
            'row_hash(["x", "y"])',
        ),
        [
            md5(f"{x}\x1f{y}".encode()).hexdigest()
            for x, y in (("a", "bc"), ("ab", "c"), ("a", ""), ("a", ""))
        ],
    ),
    "a number is drawn by md5": (
        "select {{ md5_number(\"'42'\") }}",
        [int(md5(b"42").hexdigest()[:8], 16)],
    ),
    "a value at a limit is still good": (
        rows(
            "(0.5), (0.51), (0.61), (null)",
            "x",
            f'check_status("x", "{AT_MOST}", "0.5", "0.6")',
        ),
        ["pass", "warn", "fail", "not evaluated"],
    ),
    "a limit of null never strikes": (
        rows("(9)", "x", f'check_status("x", "{AT_MOST}", "null", "null")'),
        ["pass"],
    ),
    "days run forwards and backwards": (
        rows(
            "(date '2023-03-01', date '2023-02-27'), (null, date '2023-02-27')",
            "a, b",
            'days_between("b", "a")',
        ),
        [2, None],
    ),
    "months are those of the calendar": (
        rows(
            "(date '2022-12-31', date '2023-02-01')",
            "a, b",
            'months_between("a", "b")',
        ),
        [2],
    ),
    "microseconds are counted exactly": (
        rows(
            "(timestamp '2023-01-01', timestamp '2023-01-01 00:00:00.000001')",
            "a, b",
            'microseconds_between("a", "b")',
        ),
        [1],
    ),
    "a city is written as people write it": (
        rows(
            "('new york'), ('RIO DE JANEIRO'), ('xi''an'), ('denver'), (null)",
            "city",
            'place_name("city")',
        ),
        ["New York", "Rio de Janeiro", "Xi'an", "Denver", None],
    ),
    # Partitions of up to seven cells, of up to 59 users each.
    "no withheld cell is what the whole and the others leave": (
        "with cells as (select part, place, cast(hash(8 * part + place) % 60"
        " as bigint) as size from range(5000) as parts (part), range(7) as"
        " places (place) where place <= part % 7),"
        " judged as (select *, {{ why_withheld('size', 'place', 'part') }} as"
        " why from cells),"
        " told as (select sum(size) as total, min(nullif(size, 0)) filter"
        " (where why is null) as shown, sum(size) filter (where why is not"
        " null) as hidden, count(why) as count from judged group by part)"
        " select count(*) > 1000 and count_if(shown < 20 or hidden"
        " < least(20, total) or count = 1 and hidden < total) = 0"
        " from told where hidden > 0",
        [True],
    ),
    "the next in size goes with a cell that is too small": (
        rows("(0), (14), (20), (30)", "size", 'why_withheld("size", "size")'),
        [None, "too_few_users", "tells_another", None],
    ),
    "numbers begin at zero": ("{{ row_numbers(3) }}", [0, 1, 2]),
    # Three standard errors around ten percent of ten thousand users.
    "the holdout is the share asked for": (
        "select count(case when {{ is_held_out('range') }} then 1 end)"
        " from range(10000)",
        [pytest.approx(1000, abs=90)],
    ),
} | {
    f"{kind} {text}": (parsed(kind, text), [expected])
    for kind, text, expected in READINGS
}


@pytest.fixture(scope="module")
def queries(project: Project) -> dict[str, str]:
    """Render all macros by one command of dbt."""
    text = BORDER.join(query for query, _ in CASES.values())
    outcome = project.run(
        *("compile", "--inline", text),
        holdout_percent=10,
        holdout_salt="rewards-2023",
    )
    assert outcome.succeeded, outcome.output
    rendered = outcome.results[0].node.compiled_code.split(BORDER)
    return dict(zip(CASES, rendered, strict=True))


@pytest.mark.parametrize("case", CASES)
def test_macro_is_right(case: str, queries: dict[str, str]) -> None:
    answers = duckdb.sql(queries[case]).fetchall()
    assert [row[0] for row in answers] == CASES[case][1], queries[case]
