"""Print what a user's perk costs, from few users with evidence to many.

python -m benchmark.perks [--users 10000 100000 1000000]

What leads to user_measures is built first and is not counted. Then everybody is
learned from and scored by a process of its own, on two cores; its start-up is
counted.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmark.contestants import Place, dbt
from benchmark.data import ROOT, generated
from benchmark.launcher import CORE_COUNT
from benchmark.measure import Cost
from benchmark.rounds import BenchmarkError, succeeded

DATA = ROOT / "data/benchmark"
SETTINGS = ("+user_perks", "--exclude", "user_measures+")
PERKS = ("user_measures+,+user_perks", "--exclude", "user_measures")


def build(place: Place, *selection: str) -> Cost:
    """Build a part of the project in a process of its own."""
    kinds = ("--resource-type", "seed", "--resource-type", "model")
    command = dbt(place, place.raw, *kinds, "--select", *selection)
    log = place.folder / "dbt.log"
    return succeeded("dbt", command, log, place.environment)


def main(counts: list[int]) -> None:
    """Print one line per number of users, all of whom make the cohort."""
    sys.stdout.write(
        f"Perks on {CORE_COUNT} cores\n"
        "   users  wall s   CPU s  peak GB  CPU us per user\n"
    )
    for users in sorted(counts):
        raw = generated(DATA / f"perks_{users}", users, frequent_share=1.0)
        with tempfile.TemporaryDirectory(dir=DATA) as folder:
            place = Place(1, raw, Path(folder))
            build(place, "+user_measures")
            build(place, *SETTINGS)
            cost = build(place, *PERKS)
        sys.stdout.write(
            f"{users:8,d}  {cost.wall_seconds:6.1f}  {cost.cpu_seconds:6.1f}"
            f"  {cost.peak_bytes / 1e9:7.2f}"
            f"  {cost.cpu_seconds / users * 1e6:15.0f}\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="benchmark.perks")
    parser.add_argument(
        "--users", type=int, nargs="+", default=[10_000, 100_000, 1_000_000]
    )
    try:
        main(parser.parse_args().users)
    except BenchmarkError as error:
        sys.exit(f"benchmark: {error}")
