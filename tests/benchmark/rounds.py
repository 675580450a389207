"""Rounds of all contestants, each checked before its figures count."""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pandas as pd

from benchmark.comparison import difference
from benchmark.contestants import Contestant, Place
from benchmark.measure import Cost, measure
from benchmark.profile import profile


class BenchmarkError(Exception):
    """Why the figures would mean nothing, in one line."""


def succeeded(
    name: str, words: Sequence[str], log: Path, environment: dict[str, str]
) -> Cost:
    """Return the cost of a process, which must succeed."""
    cost = measure(words, log, environment)
    if cost.exit_code:
        message = f"{name} ended with exit code {cost.exit_code}: see {log}"
        raise BenchmarkError(message)
    return cost


def check(
    contestant: Contestant, place: Place, expected: dict[str, pd.DataFrame]
) -> None:
    """Hold features against those first found in the same raw files."""
    if contestant.features is None:
        return
    found = contestant.features(place)
    known = expected.setdefault(contestant.reads, found)
    if what := difference(found, known):
        message = (
            f"{contestant.name} found other features at scale"
            f" {place.scale:g}: {what}"
        )
        raise BenchmarkError(message)


def warm(raw: Path) -> None:
    """Read the files once, so that nobody is the first to."""
    for file in sorted(raw.glob("*.csv")):
        with file.open("rb") as content:
            while content.read(2**24):
                pass


@dataclass
class Bench:
    """What was measured so far."""

    contestants: Sequence[Contestant]
    output: Path
    rows: list[dict[str, object]] = field(default_factory=list)
    # Where the time of the last first build went.
    profile: str = ""

    @property
    def runs(self) -> pd.DataFrame:
        """Return every single run."""
        return pd.DataFrame(self.rows)

    def run_scale(self, scale: float, raw: Path, round_count: int) -> None:
        """Run the rounds of a scale, each in a folder that starts empty."""
        warm(raw)
        expected: dict[str, pd.DataFrame] = {}
        for number in range(1, round_count + 1):
            place = Place(scale, raw, self.output / "round")
            shutil.rmtree(place.folder, ignore_errors=True)
            place.folder.mkdir(parents=True)
            for contestant in self.contestants:
                self.run(contestant, place, number)
                check(contestant, place, expected)
            shutil.rmtree(place.folder)

    def run(self, contestant: Contestant, place: Place, number: int) -> None:
        """Run a contestant as a process of its own, and keep what it cost."""
        contestant.prepare(place)
        name = contestant.name
        log = place.folder / f"{name}.log"
        cost = succeeded(
            name, contestant.command(place), log, place.environment
        )
        if name == "dbt_first":
            self.profile = profile(place.dbt_target, place.warehouse)
        if not contestant.is_measured:
            return
        run = {"scale": place.scale, "round": number, "contestant": name}
        self.rows.append(run | asdict(cost))
        sys.stderr.write(
            f"scale {place.scale:g}, round {number}, {name}:"
            f" {cost.wall_seconds:.1f} s\n"
        )
