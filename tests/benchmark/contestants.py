"""Who takes part: what each is called, how it is run, what it finds."""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from benchmark.data import (
    DBT,
    ROOT,
    add_sessions,
    in_one_file,
    with_own_sessions,
)
from benchmark.launcher import CORE_COUNT
from benchmark.plan import plan_of

# What the project promises to get along with, and with ten times the data.
MEMORY_LIMIT, LARGE_MEMORY_LIMIT = "1250MB", "8GB"
LARGE_SCALE = 10


@dataclass(frozen=True)
class Place:
    """Where the contestants of one round meet: raw files, a folder."""

    scale: float
    raw: Path
    folder: Path

    @property
    def own_raw(self) -> Path:
        """Return the raw files of dbt, whose sessions grow."""
        return self.folder / "raw"

    @property
    def longer_raw(self) -> Path:
        """Return the same rows in one file a table, once they have grown."""
        return self.folder / "longer"

    @property
    def warehouse(self) -> Path:
        """Return the working file of dbt."""
        return self.folder / "dbt/traveltide.duckdb"

    @property
    def dbt_target(self) -> Path:
        """Return where dbt leaves its artefacts."""
        return self.folder / "dbt/target"

    @property
    def environment(self) -> Mapping[str, str]:
        """Return the environment of every contestant."""
        is_large = self.scale >= LARGE_SCALE
        return {
            "PYTHONPATH": str(ROOT / "tests"),
            "POLARS_MAX_THREADS": str(CORE_COUNT),
            "TRAVELTIDE_WAREHOUSE": str(self.warehouse),
            "TRAVELTIDE_PUBLISHED": str(self.folder / "dbt/published"),
            "TRAVELTIDE_MEMORY_LIMIT": (
                LARGE_MEMORY_LIMIT if is_large else MEMORY_LIMIT
            ),
        }

    def folder_of(self, name: str) -> Path:
        """Return the folder of a contestant, made if need be."""
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder


@dataclass(frozen=True)
class Contestant:
    """One way to the features; the floor alone finds none."""

    name: str
    title: str
    command: Callable[[Place], list[str]]
    features: Callable[[Place], pd.DataFrame] | None = None
    prepare: Callable[[Place], object] = lambda place: None
    # Who reads the same files must find the same features.
    reads: str = "raw files"
    # Some take part only for others to be held against.
    is_measured: bool = True


def script(name: str, source: Path, target: Path) -> list[str]:
    """Return the command of a contestant that lives in this package."""
    module = f"benchmark.{name}"
    return [sys.executable, "-m", module, str(source), str(target)]


def options(place: Place) -> list[str]:
    """Return the options with which dbt builds from raw files of its own."""
    found = {
        "--vars": json.dumps({"raw_location": str(place.own_raw)}),
        "--project-dir": ROOT,
        "--profiles-dir": ROOT / "profiles",
        "--target-path": place.dbt_target,
        "--log-path": place.folder / "dbt/logs",
    }
    return [str(word) for pair in found.items() for word in pair]


def dbt_build(place: Place) -> list[str]:
    """Return the command that builds everything, tests included."""
    return [str(DBT), "--no-use-colors", "build", *options(place)]


def daily(place: Place) -> list[str]:
    """Return the command that builds what is new."""
    return [sys.executable, "-m", "traveltide.daily", *options(place)]


def lay_out_own_files(place: Place) -> None:
    """Give dbt files of its own, and nothing else to start from."""
    with_own_sessions(place.raw, place.own_raw)
    place.folder_of("dbt")


def add_to_own_files(place: Place) -> None:
    """Let dbt's sessions grow, and those of who holds it to account."""
    add_sessions(place.own_raw)
    in_one_file(place.own_raw, place.longer_raw)


def write_plan(place: Place) -> None:
    """Take down what the first build of dbt did."""
    manifest = (place.dbt_target / "manifest.json").read_text(encoding="utf-8")
    nodes = json.loads(manifest)["nodes"]
    plan = plan_of(nodes, place.warehouse, place.environment)
    target = place.folder_of("sql") / "plan.json"
    target.write_text(json.dumps(plan), encoding="utf-8")


def features_in(warehouse: Path) -> pd.DataFrame:
    """Return the features in a file of DuckDB."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        features = connection.table("marts.user_features").df()
    return features.set_index("user_id")


def features_of_dbt(place: Place) -> pd.DataFrame:
    """Return the features of the last build."""
    return features_in(place.warehouse)


def features_of_plan(place: Place) -> pd.DataFrame:
    """Return the features found without dbt."""
    return features_in(place.folder_of("sql") / "traveltide.duckdb")


def features_written_by(name: str, place: Place) -> pd.DataFrame:
    """Return the features a peer left as text."""
    file = place.folder_of(name) / "user_features.csv"
    return pd.read_csv(file, index_col="user_id")


def peer(name: str, title: str) -> Contestant:
    """Return a contestant that reads the raw files by a script of its own."""
    return Contestant(
        name=name,
        title=title,
        command=lambda place: script(
            f"with_{name}", place.raw, place.folder_of(name)
        ),
        features=lambda place: features_written_by(name, place),
    )


FLOOR = Contestant(
    name="floor",
    title="DuckDB alone: four files into tables",
    command=lambda place: script("floor", place.raw, place.folder_of("floor")),
)
DBT_FIRST = Contestant(
    name="dbt_first",
    title="dbt build, everything, first run",
    command=dbt_build,
    features=features_of_dbt,
    prepare=lay_out_own_files,
)
SQL = Contestant(
    name="sql",
    title="its SQL to user_perks, by DuckDB alone",
    command=lambda place: script(
        "without_dbt", place.folder / "sql/plan.json", place.folder_of("sql")
    ),
    features=features_of_plan,
    prepare=write_plan,
)
DAY_WITHOUT_NEWS = Contestant(
    name="dbt_unchanged",
    title="a day without news, make daily",
    command=daily,
    features=features_of_dbt,
)
DAY = Contestant(
    name="dbt_day",
    title="a day of 1% more sessions, make daily",
    command=daily,
    features=features_of_dbt,
    prepare=add_to_own_files,
    reads="longer files",
)
# A build that goes on from an earlier one could go wrong in ways that no fresh
# one can: what it must find is read from all files afresh.
DAY_REFERENCE = Contestant(
    name="day_reference",
    title="polars, longer files",
    command=lambda place: script(
        "with_polars", place.longer_raw, place.folder_of("day_reference")
    ),
    features=lambda place: features_written_by("day_reference", place),
    reads="longer files",
    is_measured=False,
)
PANDAS = peer("pandas", "pandas and scikit-learn")
POLARS = peer("polars", "polars and scikit-learn")

# In the order of a round: each build of dbt goes on from the one before.
CONTESTANTS = (
    FLOOR,
    DBT_FIRST,
    SQL,
    DAY_WITHOUT_NEWS,
    DAY,
    DAY_REFERENCE,
    PANDAS,
    POLARS,
)
OPTIONAL = ("pandas", "polars")
