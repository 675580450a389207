"""Whether the statistics of campaigns keep what they promise, at length.

python -m benchmark.truth [--runs 20000]

The tests of every day look at a thousand campaigns; this looks at many more,
of more kinds, and says how often an interval held the truth, how often equal
arms were called different, and how often a planted effect was found.
"""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from campaigns import (
    asked,
    chi_squares,
    cover,
    default_of,
    reject,
    rendered,
    sequential_looks,
    spend_of_two_arms,
    two_arms,
)
from dbt_project import Project
from scipy import stats

SIZES = [(5398, 600), (4798, 1200), (2999, 2999), (529, 59)]
RATES = [0.05, 0.17, 0.4]
UPLIFT = 0.05
# Users who are drawn one by one for money take memory.
MONEY_RUNS = 2000


def main() -> None:
    """Simulate, and print one line a kind of campaign."""
    parser = argparse.ArgumentParser(prog="benchmark.truth")
    parser.add_argument("--runs", type=int, default=20000)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as scratch:
        queries = rendered(Project(Path(scratch)))
    print(f"{runs:,} campaigns of each kind")
    for line in (shares, money, looks, sizes_of_arms):
        line(queries, runs)


def say(what: str, found: float, expected: str) -> None:
    """Print one finding beside what is expected of it."""
    print(f"{what:<58}{found:>8.3f}   {expected}")


def each_kind(line: Callable[[tuple[int, int], float], None]) -> None:
    """Go through all sizes of arms and rates."""
    for users in SIZES:
        for rate in RATES:
            line(users, rate)


def shares(queries: dict[str, str], runs: int) -> None:
    """Tell of shares: coverage, false alarms and power."""

    def line(users: tuple[int, int], rate: float) -> None:
        kind = f"{users[0]:,} and {users[1]:,} users, {rate:.0%} book"
        equal = two_arms(runs, users, (rate, rate), seed=1)
        planted = two_arms(runs, users, (rate + UPLIFT, rate), seed=2)
        found = asked(queries["newcombe"], planted)
        variance = {"variance": [rate * (1 - rate)]}
        sizes = {"users": [users[0]], "other_users": [users[1]]}
        detectable = asked(queries["detectable"], variance | sizes).value[0]
        quantiles = stats.norm.ppf([0.975, 0.8])
        promised = stats.norm.cdf(
            UPLIFT / detectable * quantiles.sum() - quantiles[0]
        )
        say(f"{kind}: truth held", cover(found, UPLIFT), ".93 to .97")
        alarms = reject(asked(queries["newcombe"], equal))
        say(f"{kind}: false alarms", alarms, "at most .065")
        say(f"{kind}: found", reject(found), f"{promised:.3f} promised")

    each_kind(line)


def money(queries: dict[str, str], runs: int) -> None:
    """Tell of money per user."""
    few = min(runs, MONEY_RUNS)
    for users in ((1000, 500), (2000, 2000)):
        spent = spend_of_two_arms(few, users, 0.17, seed=3)
        kind = f"money of {users[0]:,} and {users[1]:,} users"
        held = cover(asked(queries["welch"], spent), 0)
        say(f"{kind}: truth held", held, ".93 to .97")


def looks(queries: dict[str, str], runs: int) -> None:
    """Tell of campaigns that are read four times, or every week."""
    say(
        "four looks after O'Brien and Fleming: false alarms",
        sequential_looks(runs, 4, default_of("sequential_limit"), seed=4),
        "at most .055",
    )
    say(
        "a look each week as if it were the last: false alarms",
        sequential_looks(
            runs, 12, stats.norm.ppf(0.975), seed=4, is_naive=True
        ),
        "why nobody should",
    )


def sizes_of_arms(queries: dict[str, str], runs: int) -> None:
    """Tell of arms that were drawn as they should be."""
    for split in ((0.9, 0.1), (0.5, 0.2, 0.2, 0.1)):
        drawn = chi_squares(runs, 6000, split, seed=5)
        alarms = float((asked(queries["tail"], drawn).value < 0.001).mean())
        say(f"arms of {split}: false alarms", alarms, "at most .002")


if __name__ == "__main__":
    main()
