"""A build on DuckDB, and another engine that builds the same."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from dbt.contracts.graph.manifest import Manifest
from dbt_project import NO_TESTS, ROOT, Outcome, Project
from traveltide.spark import QUIET, Engines, SparkError

ON_THE_WAY = ("--select", "+tag:measure", "+tag:score", *NO_TESTS)


def lent_build(
    project: Project, raw: Path, folder: Path, **variables: object
) -> Outcome:
    """Build on DuckDB what other engines can, and lend them what they read."""
    project.environment["TRAVELTIDE_TABLES"] = str(folder / "tables")
    outcome = project.build(raw, *ON_THE_WAY, within=folder, **variables)
    assert outcome.succeeded, outcome.errors
    words = ("run-operation", "lend_tables")
    lent = project.run(
        *words, within=folder, raw_location=str(raw), **variables
    )
    assert lent.succeeded, lent.output
    return outcome


def reading_spark(project: Project, folder: Path, tables: Path) -> Project:
    """Return the project as if parsed to read what Spark has left.

    A test of its own proves that parsing it, which takes seconds, comes to the
    same.
    """

    def read(manifest: Manifest) -> None:
        for key, node in list(manifest.nodes.items()):
            if node.resource_type != "model":
                continue
            node = manifest.nodes[key] = deepcopy(node)
            step = Path(node.config["location_root"]).name
            node.config["location_root"] = str(tables / step)
            is_tagged = {"measure", "score"} & set(node.tags)
            if is_tagged and node.config.materialized != "view":
                node.config.materialized = "from_spark"

    other = project.changed(read)
    other.scratch = folder
    other.environment = project.environment | {"TRAVELTIDE_TABLES": str(tables)}
    return other


@dataclass(frozen=True)
class EnginesHere(Engines):
    """Steps on DuckDB in this process, which has parsed the project."""

    project: Project | None = None

    def on_duckdb(self, *words: str) -> None:
        """Call dbt where DuckDB is."""
        outcome = self.project.run(
            *words, *QUIET, **self.variables, from_spark=True
        )
        if not outcome.succeeded:
            raise SparkError(outcome.errors)


def engines(
    engine: str,
    raw: Path,
    folder: Path,
    environment: dict[str, str] | None = None,
    project: Project | None = None,
    **variables: object,
) -> EnginesHere:
    """Return what builds the same in folders of its own, within minutes."""
    options = {
        "--profiles-dir": str(ROOT / "profiles"),
        "--project-dir": str(ROOT),
        "--log-path": str(folder / "logs"),
        # What must not be in a log must not be in one of every detail.
        "--log-level-file": "debug",
    }
    return EnginesHere(
        engine,
        folder / "tables",
        {"raw_location": str(raw), **variables},
        [
            "--no-write-json",
            *(word for pair in options.items() for word in pair),
        ],
        minutes=20,
        environment={"DBT_TARGET_PATH": str(folder / "target")}
        | (environment or {}),
        project=project,
    )
