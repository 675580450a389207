"""What the project promises about its speed, beside what was measured."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from benchmark.measure import growth_exponent

FULL_SCALE = 1
GROWTH_SCALES = (0.1, 3)
GIGABYTE = 10**9


@dataclass(frozen=True)
class Goal:
    """A figure that must not exceed a limit; None if it was not measured."""

    figure: str
    limit: float
    measured: float | None

    @property
    def verdict(self) -> str:
        """Say whether it is kept, or that nothing can be said."""
        if self.measured is None:
            return "not measured"
        return "HIT" if self.measured <= self.limit else "MISS"


def goals(summaries: pd.DataFrame) -> Iterator[Goal]:
    """Hold the summaries of all scales against every promise."""
    walls = summaries["wall_seconds"]
    for figure, limit, name, unit in (
        ("SQL from raw files to user_perks, floors", 2, "sql", "floor"),
        ("first build of everything, floors", 3, "dbt_first", "floor"),
        (
            "a day of 1% more sessions, first builds",
            0.25,
            "dbt_day",
            "dbt_first",
        ),
        ("a day without news, first builds", 0.1, "dbt_unchanged", "dbt_first"),
    ):
        wall, one = (walls.get((FULL_SCALE, each)) for each in (name, unit))
        is_measured = wall is not None and one is not None
        yield Goal(figure, limit, wall / one if is_measured else None)
    peaks = [
        peak / GIGABYTE
        for (scale, name), peak in summaries["peak_bytes"].items()
        if scale == FULL_SCALE and name.startswith(("sql", "dbt"))
    ]
    yield Goal("peak memory of any of them, GB", 2.5, max(peaks, default=None))
    yield Goal(
        "growth of the first build from scale 0.1 to 3, exponent",
        1.05,
        growth(walls),
    )


def growth(walls: pd.Series) -> float | None:
    """Return the exponent of the first build, if both ends were measured."""
    least, most = GROWTH_SCALES
    seconds = {
        scale: wall
        for (scale, name), wall in walls.items()
        if name == "dbt_first" and least <= scale <= most
    }
    return growth_exponent(seconds) if {least, most} <= set(seconds) else None
