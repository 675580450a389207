"""Print what a user's perk costs, from few users with evidence to many.

python -m benchmark.perks [--users 10000 100000 1000000]

Features are built first and are not counted. Then signals, training,
assignment, affinities and decisions are built by a process of their own, on two
cores; its start-up is counted.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmark.data import DBT, ROOT, generate
from benchmark.launcher import CORE_COUNT
from benchmark.measure import Cost, measure
from benchmark.rounds import BenchmarkError

DATA = ROOT / "data/benchmark"
FEATURES = ("+user_features",)
PERKS = (
    "path:models/engine/learn",
    "path:models/engine/learn",
    "path:models/engine/score",
    "path:python_models/learn",
    "user_perks",
    "user_perk_affinities",
    "stg_remembered__*",
)


def raw_files(users: int) -> Path:
    """Return raw files in which every user makes the cohort."""
    folder = DATA / f"perks_{users}"
    if not (folder / "users.csv").exists():
        generate(folder, users=users, frequent_share=1.0)
    return folder


def build(home: Path, raw: Path, *selection: str) -> Cost:
    """Build a part of the project in a process of its own."""
    log = home / "dbt.log"
    cost = measure(
        [
            *(str(DBT), "--quiet", "build", "--select", *selection),
            *("--resource-type", "seed", "--resource-type", "model"),
            *("--vars", f'{{raw_location: "{raw}"}}'),
            *("--project-dir", str(ROOT)),
            *("--profiles-dir", str(ROOT / "profiles")),
            *("--target-path", str(home / "target")),
            *("--log-path", str(home / "logs")),
        ],
        log,
        {
            "TRAVELTIDE_WAREHOUSE": str(home / "traveltide.duckdb"),
            "TRAVELTIDE_PUBLISHED": str(home / "published"),
        },
    )
    if cost.exit_code:
        msg = f"dbt ended with {cost.exit_code}: {log.read_text()[-500:]}"
        raise BenchmarkError(msg)
    return cost


def main(counts: list[int]) -> None:
    """Print one line per number of users."""
    sys.stdout.write(
        f"Perks on {CORE_COUNT} cores\n"
        "   users  wall s   CPU s  peak GB  CPU us per user\n"
    )
    for users in sorted(counts):
        raw = raw_files(users)
        with tempfile.TemporaryDirectory(dir=DATA) as folder:
            home = Path(folder)
            build(home, raw, "resource_type:seed", *FEATURES)
            cost = build(home, raw, *PERKS)
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
