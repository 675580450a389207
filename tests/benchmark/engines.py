"""Print what DuckDB, Sail and Spark cost, from raw files to every user's perk.

python -m benchmark.engines [--scales 0.1 1 3] [--engines duckdb sail spark]

DuckDB builds first, and learns a model; that is not counted. Then each engine
reads the raw files anew and scores everybody with that model, on two cores, its
start-up counted. All must come to the same rows.
"""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from traveltide.engines_compared import compare_tables
from traveltide.spark import ENGINES, Engines, SparkError

from benchmark.data import DBT, ROOT, generated, user_count
from benchmark.launcher import CORE_COUNT
from benchmark.measure import Cost, growth_exponent
from benchmark.rounds import BenchmarkError, succeeded, warm
from benchmark.tables import markdown_table

DATA = ROOT / "data/benchmark"
OUTPUT = ROOT / "target/benchmark/engines"
TAGGED = ("--select", "tag:measure", "tag:score", "--full-refresh")
# Three times the public data take Spark an hour on two cores.
LARGEST_SCALE = {"spark": 1}
# Spark keeps to a gigabyte unless told; the others take what they need.
CONFIGURATION = "spark.driver.memory 6g\n"


@dataclass(frozen=True)
class Ground:
    """Where all engines read and write at one scale."""

    raw: Path
    folder: Path

    @property
    def warehouse(self) -> Path:
        """Return the working file of DuckDB."""
        return self.folder / "traveltide.duckdb"

    @property
    def tables(self) -> Path:
        """Return the folder of the tables that the others read and write."""
        return self.folder / "tables"

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of every engine."""
        return {
            "TRAVELTIDE_WAREHOUSE": str(self.warehouse),
            "TRAVELTIDE_PUBLISHED": str(self.folder / "published"),
            "TRAVELTIDE_TABLES": str(self.tables),
            "TRAVELTIDE_SPARK_MASTER": f"local[{CORE_COUNT}]",
            "SPARK_CONF_DIR": str(self.folder),
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
            "TMPDIR": str(self.folder),
        }

    def run(self, name: str, *words: str) -> Cost:
        """Run a command on the raw files as a process of its own."""
        variables = json.dumps({"raw_location": str(self.raw)})
        return succeeded(
            name,
            [*words, "--vars", variables],
            self.folder / f"{name}.log",
            self.environment,
        )

    def dbt(self, name: str, *words: str) -> Cost:
        """Run dbt on DuckDB."""
        profiles = ("--profiles-dir", str(ROOT / "profiles"))
        return self.run(name, str(DBT), *words, *profiles)

    def cost_of(self, engine: str) -> Cost:
        """Return what an engine's part costs, whose rows must be the same."""
        if engine == "duckdb":
            return self.dbt(engine, "run", *TAGGED)
        module = ("-m", "traveltide.spark", "build")
        words = (sys.executable, *module, "--engine", engine)
        cost = self.run(engine, *words)
        if differences := compare_tables(self.warehouse, self.tables):
            raise BenchmarkError(f"{engine}: {'; '.join(differences)}")
        return cost


def costs_at(
    scale: float, engines: list[str]
) -> Iterator[tuple[str, float, Cost]]:
    """Yield what each engine's part costs at a scale."""
    users = user_count(scale)
    ground = Ground(generated(DATA / f"users_{users}", users), OUTPUT)
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir(parents=True)
    (OUTPUT / "spark-defaults.conf").write_text(CONFIGURATION)
    warm(ground.raw)
    tests = ("--exclude-resource-type", "test", "unit_test")
    ground.dbt(
        "first", "build", "--select", "+tag:measure", "+tag:score", *tests
    )
    ground.dbt("lend", "run-operation", "lend_tables")
    for engine in engines:
        if scale <= LARGEST_SCALE.get(engine, scale):
            yield engine, scale, ground.cost_of(engine)
    shutil.rmtree(OUTPUT)


def installed(engines: list[str]) -> Iterator[str]:
    """Yield the engines that are there, and say what the others lack."""
    for engine in engines:
        try:
            if engine in ENGINES:
                Engines(engine, OUTPUT).check()
        except SparkError as error:
            sys.stderr.write(f"Left out {engine}: {error}\n")
        else:
            yield engine


def main(scales: list[float], engines: list[str]) -> None:
    """Measure, and print a table and how each engine's seconds grow."""
    os.chdir(ROOT)
    there = list(installed(engines))
    costs = []
    for scale in sorted(scales):
        for cost in costs_at(scale, there):
            costs.append(cost)
            sys.stderr.write(f"{cost[0]} at {scale:g}: {cost[2]}\n")
    rows = [
        [
            f"{engine}, {user_count(scale):,} users",
            f"{cost.wall_seconds:.0f}",
            f"{cost.cpu_seconds:.0f}",
            f"{cost.peak_bytes / 1e9:.1f}",
        ]
        for engine, scale, cost in costs
    ]
    header = ["engine", "wall s", "CPU s", "peak GB"]
    sys.stdout.write(markdown_table(header, rows) + "\n")
    for engine in there:
        seconds = {
            at: cost.cpu_seconds for name, at, cost in costs if name == engine
        }
        if len(seconds) > 1:
            slope = growth_exponent(seconds)
            sys.stdout.write(f"{engine}: CPU s grow with users ^ {slope:.2f}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="benchmark.engines")
    parser.add_argument("--scales", type=float, nargs="+", default=[0.1, 1, 3])
    parser.add_argument(
        "--engines",
        nargs="+",
        choices=("duckdb", *ENGINES),
        default=["duckdb", "sail", "spark"],
    )
    try:
        main(**vars(parser.parse_args()))
    except BenchmarkError as error:
        sys.exit(f"benchmark: {error}")
