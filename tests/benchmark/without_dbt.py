"""The project's marts by DuckDB alone: what is left is what dbt costs.

python -m benchmark.without_dbt PLAN TARGET
"""

import json
import sys
from pathlib import Path
from typing import Any

import duckdb


def run(step: dict[str, Any], connection: duckdb.DuckDBPyConnection) -> None:
    """Run one statement, test or Python model of a plan."""
    if "python" in step:
        names: dict[str, Any] = {}
        exec(step["python"], names)
        learned = names["model"](names["dbtObj"](connection.table), connection)
        connection.register("learned", learned)
        connection.execute(f"create table {step['relation']} as from learned")
        connection.unregister("learned")
        return
    rows = connection.execute(step["sql"]).fetchall()
    if "test" in step and rows != [(0,)]:
        message = f"{step['test']} failed for {rows[0][0]} rows, expected none"
        raise SystemExit(message)


def main(plan: Path, target: Path) -> None:
    """Build all of a plan in a new file, named as the SQL names it."""
    content = json.loads(plan.read_text(encoding="utf-8"))
    file = str(target / "traveltide.duckdb")
    with duckdb.connect(file, config=content["settings"]) as connection:
        for step in content["steps"]:
            run(step, connection)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
