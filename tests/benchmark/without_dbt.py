"""The project's perks and features by DuckDB alone, without dbt.

python -m benchmark.without_dbt PLAN TARGET
"""

import json
import sys
from pathlib import Path
from typing import Any

import duckdb
from traveltide.forgetting import lend_salt


def run(step: dict[str, str], connection: duckdb.DuckDBPyConnection) -> None:
    """Run one statement or Python model of a plan."""
    if "sql" in step:
        connection.execute(step["sql"])
        return
    names: dict[str, Any] = {}
    exec(step["python"], names)
    learned = names["model"](names["dbtObj"](connection.table), connection)
    connection.register("learned", learned)
    connection.execute(f"create table {step['relation']} as from learned")
    connection.unregister("learned")


def main(plan: Path, target: Path) -> None:
    """Build all of a plan in a new file, named as the SQL names it."""
    content = json.loads(plan.read_text(encoding="utf-8"))
    file = str(target / "traveltide.duckdb")
    with duckdb.connect(file) as connection:
        lend_salt(connection)
        for name, value in content["settings"].items():
            connection.execute(f"set {name} = '{value}'")
        for step in content["steps"]:
            run(step, connection)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
