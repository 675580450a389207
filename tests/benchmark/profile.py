"""Where the time of the last dbt run went, node by node.

python -m benchmark.profile TARGET WAREHOUSE
"""

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from benchmark.tables import markdown_table

# Nodes below this share are left to the sums of their kind.
LEAST_SHARE = 0.01


def named(unique_id: str) -> tuple[str, str]:
    """Return kind and name of a node.

    A test bears a hash behind its name, a unit test its model before.
    """
    kind, _, *names = unique_id.split(".")
    name = names[-1] if kind == "unit_test" else names[0]
    return kind.replace("_", " "), name


def row_counts(warehouse: Path) -> dict[str, int]:
    """Return the rows of every stored table by its name."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return dict(
            connection.execute(
                "select table_name, estimated_size from duckdb_tables()"
            ).fetchall()
        )


def spans(artefact: Mapping[str, Any]) -> tuple[float, float]:
    """Return the seconds before the first node, and from it to the end."""
    steps = [
        step for result in artefact["results"] for step in result["timing"]
    ]
    called, began, ended = map(
        datetime.fromisoformat,
        (
            artefact["metadata"]["invocation_started_at"],
            min(step["started_at"] for step in steps),
            max(step["completed_at"] for step in steps),
        ),
    )
    return (began - called).total_seconds(), (ended - began).total_seconds()


def profile(target: Path, warehouse: Path) -> str:
    """Return the report on the artefacts of the last run."""
    text = (target / "run_results.json").read_text(encoding="utf-8")
    artefact = json.loads(text)
    nodes = pd.DataFrame(
        [
            (*named(result["unique_id"]), result["execution_time"])
            for result in artefact["results"]
        ],
        columns=["kind", "name", "seconds"],
    ).sort_values("seconds", ascending=False)
    total, rows = nodes["seconds"].sum(), row_counts(warehouse)
    kinds = nodes.groupby("kind")["seconds"].agg(["size", "sum"])
    kind_table = markdown_table(
        ["kind", "nodes", "seconds", "share"],
        [
            [kind, str(count), f"{seconds:.2f}", f"{seconds / total:.1%}"]
            for kind, count, seconds in kinds.sort_values(
                "sum", ascending=False
            ).itertuples()
        ],
    )
    node_table = markdown_table(
        ["node", "kind", "seconds", "share", "rows"],
        [
            [
                *(name, kind, f"{seconds:.2f}", f"{seconds / total:.1%}"),
                f"{rows[name]:,}" if name in rows else "",
            ]
            for kind, name, seconds in nodes.itertuples(index=False)
            if seconds >= LEAST_SHARE * total
        ],
    )
    before, during = spans(artefact)
    return (
        f"{before:.1f} s to parse, then {during:.1f} s for {len(nodes)} nodes,"
        f" which took {total:.1f} s of threads:\n\n{kind_table}\n\n{node_table}"
    )


if __name__ == "__main__":
    try:
        sys.stdout.write(profile(*map(Path, sys.argv[1:])) + "\n")
    except FileNotFoundError as error:
        sys.exit(f"profile: {error.filename} is missing; run dbt build first")
