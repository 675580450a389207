"""Where the time of the last dbt run went, node by node.

python -m benchmark.profile TARGET WAREHOUSE
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from benchmark.tables import markdown_table

Result = Mapping[str, Any]

# Nodes below this share are left to the sums of their kind.
LEAST_SHARE = 0.01


@dataclass(frozen=True)
class NodeTime:
    """What a node took, and its rows if it is a table."""

    name: str
    kind: str
    seconds: float
    rows: int | None = None


def node_times(
    results: Iterable[Result], row_counts: Mapping[str, int]
) -> list[NodeTime]:
    """Return the time of every node, the longest first."""
    times = []
    for result in results:
        # A test bears a hash behind its name, a unit test its model before.
        kind, _, *names = result["unique_id"].split(".")
        name = names[-1] if kind == "unit_test" else names[0]
        times.append(
            NodeTime(
                name=name,
                kind=kind.replace("_", " "),
                seconds=result["execution_time"],
                rows=row_counts.get(name),
            )
        )
    return sorted(times, key=lambda time: -time.seconds)


def row_counts(warehouse: Path) -> dict[str, int]:
    """Return the rows of every stored table by its name."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return dict(
            connection.execute(
                "select table_name, estimated_size from duckdb_tables()"
            ).fetchall()
        )


def moments(results: Iterable[Result], end: str) -> list[datetime]:
    """Return when the steps of nodes were started_at or completed_at."""
    return [
        datetime.fromisoformat(step[end])
        for result in results
        for step in result["timing"]
    ]


def kind_table(times: list[NodeTime], total: float) -> str:
    """Return what the nodes of each kind took together."""
    sums: Counter[str] = Counter()
    for time in times:
        sums[time.kind] += time.seconds
    counts = Counter(time.kind for time in times)
    return markdown_table(
        ["kind", "nodes", "seconds", "share"],
        [
            [
                kind,
                str(counts[kind]),
                f"{seconds:.2f}",
                f"{seconds / total:.1%}",
            ]
            for kind, seconds in sums.most_common()
        ],
    )


def node_table(times: list[NodeTime], total: float) -> str:
    """Return what each node took that matters by itself."""
    return markdown_table(
        ["node", "kind", "seconds", "share", "rows"],
        [
            [
                time.name,
                time.kind,
                f"{time.seconds:.2f}",
                f"{time.seconds / total:.1%}",
                "" if time.rows is None else f"{time.rows:,}",
            ]
            for time in times
            if time.seconds >= LEAST_SHARE * total
        ],
    )


def profile(target: Path, warehouse: Path) -> str:
    """Return the report on the artefacts of the last run."""
    text = (target / "run_results.json").read_text(encoding="utf-8")
    artefact = json.loads(text)
    results = artefact["results"]
    times = node_times(results, row_counts(warehouse))
    total = sum(time.seconds for time in times)
    called = datetime.fromisoformat(
        artefact["metadata"]["invocation_started_at"]
    )
    began = min(moments(results, "started_at"))
    ended = max(moments(results, "completed_at"))
    return (
        f"{(began - called).total_seconds():.1f} s to parse, then"
        f" {(ended - began).total_seconds():.1f} s for {len(times)} nodes,"
        f" which took {total:.1f} s of threads:\n\n"
        f"{kind_table(times, total)}\n\n"
        f"{node_table(times, total)}"
    )


if __name__ == "__main__":
    try:
        sys.stdout.write(profile(*map(Path, sys.argv[1:])) + "\n")
    except FileNotFoundError as error:
        sys.exit(f"profile: {error.filename} is missing; run dbt build first")
