"""The floor: DuckDB alone reads the four files into tables of a file.

python -m benchmark.floor RAW TARGET
"""

import sys
from pathlib import Path

import duckdb

from benchmark.launcher import CORE_COUNT

FILES = ("users", "sessions", "flights", "hotels")


def main(raw: Path, target: Path) -> None:
    """Read every file once, with the types that DuckDB finds by itself."""
    file = str(target / "floor.duckdb")
    with duckdb.connect(file, config={"threads": CORE_COUNT}) as connection:
        for name in FILES:
            connection.execute(
                f"create table {name} as from read_csv('{raw / name}.csv')"
            )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
