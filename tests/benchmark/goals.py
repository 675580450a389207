"""What the project promises about its speed, beside what was measured."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmark.measure import Summary, growth_exponent

FULL_SCALE = 1
GROWTH_SCALES = (0.1, 3)
GIGABYTE = 10**9

Summaries = Mapping[float, Mapping[str, Summary]]


@dataclass(frozen=True)
class Goal:
    """A promise, and how it stands; None where it was not measured."""

    promise: str
    measured: str | None = None
    is_met: bool | None = None

    @property
    def verdict(self) -> str:
        """Say pass, miss, or that nothing can be said."""
        return {True: "pass", False: "MISS", None: "not measured"}[self.is_met]


def goals(summaries: Summaries) -> Iterator[Goal]:
    """Hold the summaries of all scales against every promise."""
    at_full = summaries.get(FULL_SCALE, {})
    walls = {name: each.wall_seconds for name, each in at_full.items()}
    first = walls.get("dbt_first")
    yield at_most(
        "first build, times the floor", 2.5, ratio(first, walls.get("floor"))
    )
    yield at_most(
        "unchanged build, times the floor",
        0.5,
        ratio(walls.get("dbt_unchanged"), walls.get("floor")),
    )
    yield at_least(
        "pandas, times the first build", 10, ratio(walls.get("pandas"), first)
    )
    yield at_most(
        "first build, seconds more than polars",
        5,
        None if "polars" not in walls else first - walls["polars"],
    )
    yield at_most(
        "peak memory of any build, GB",
        3,
        max(
            (
                each.peak_bytes / GIGABYTE
                for name, each in at_full.items()
                if name.startswith("dbt")
            ),
            default=None,
        ),
    )
    yield at_most(
        "growth of time with data from scale 0.1 to 3, exponent",
        1.05,
        growth(summaries),
    )


def growth(summaries: Summaries) -> float | None:
    """Return the exponent of the first build, if both ends were measured."""
    least, most = GROWTH_SCALES
    if least not in summaries or most not in summaries:
        return None
    return growth_exponent(
        {
            scale: by_name["dbt_first"].wall_seconds
            for scale, by_name in summaries.items()
            if least <= scale <= most
        }
    )


def ratio(value: float | None, base: float | None) -> float | None:
    """Return how many times the base a value is."""
    return None if value is None or base is None else value / base


def at_most(what: str, limit: float, value: float | None) -> Goal:
    """Promise that a figure does not exceed a limit."""
    if value is None:
        return Goal(f"{what} <= {limit}")
    return Goal(f"{what} <= {limit}", f"{value:.2f}", value <= limit)


def at_least(what: str, limit: float, value: float | None) -> Goal:
    """Promise that a figure reaches a limit."""
    if value is None:
        return Goal(f"{what} >= {limit}")
    return Goal(f"{what} >= {limit}", f"{value:.2f}", value >= limit)
