"""Rounds of all contestants, each checked before its figures count."""

import csv
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pandas as pd

from benchmark.comparison import difference
from benchmark.contestants import Contestant, Place
from benchmark.measure import Cost, Summary, measure, summarise
from benchmark.profile import profile


class BenchmarkError(Exception):
    """Why the figures would mean nothing, in one line."""


def run(contestant: Contestant, place: Place) -> Cost:
    """Run a contestant as a process of its own; it must succeed."""
    contestant.prepare(place)
    log = place.folder / f"{contestant.name}.log"
    command = contestant.command(place)
    cost = measure(command, log, place.environment)
    if cost.exit_code:
        message = (
            f"{contestant.name} ended with exit code {cost.exit_code} at scale"
            f" {place.scale:g}, expected 0: see {log}"
        )
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


def run_round(
    contestants: Sequence[Contestant],
    place: Place,
    expected: dict[str, pd.DataFrame],
) -> Iterator[tuple[str, Cost]]:
    """Run every contestant once, and check what it found."""
    for contestant in contestants:
        cost = run(contestant, place)
        check(contestant, place, expected)
        if contestant.is_measured:
            yield contestant.name, cost


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
    # Scale, round, contestant, cost.
    runs: list[tuple[float, int, str, Cost]] = field(default_factory=list)
    # Where the time of the last first build went.
    profile: str = ""

    def run_scale(self, scale: float, raw: Path, round_count: int) -> None:
        """Run the rounds of a scale, each in a folder that starts empty."""
        warm(raw)
        expected: dict[str, pd.DataFrame] = {}
        for number in range(1, round_count + 1):
            place = Place(scale, raw, self.output / "round")
            shutil.rmtree(place.folder, ignore_errors=True)
            place.folder.mkdir(parents=True)
            for name, cost in run_round(self.contestants, place, expected):
                self.runs.append((scale, number, name, cost))
                sys.stderr.write(
                    f"scale {scale:g}, round {number} of {round_count},"
                    f" {name}: {cost.wall_seconds:.1f} s\n"
                )
                if name == "dbt_first":
                    self.profile = profile(place.dbt_target, place.warehouse)
            shutil.rmtree(place.folder)

    def summaries(self) -> dict[float, dict[str, Summary]]:
        """Return the summary of every contestant, scale by scale."""
        costs: dict[float, dict[str, list[Cost]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for scale, _, name, cost in self.runs:
            costs[scale][name].append(cost)
        return {
            scale: {name: summarise(each) for name, each in by_name.items()}
            for scale, by_name in costs.items()
        }

    def write_runs(self, target: Path) -> None:
        """Write every single run, for other statistics than these."""
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(
                ["scale", "round", "contestant", *Cost.__annotations__]
            )
            for scale, number, name, cost in self.runs:
                writer.writerow([scale, number, name, *asdict(cost).values()])
