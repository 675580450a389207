"""A build on DuckDB, lent to another engine that builds the same."""

from pathlib import Path

from dbt_project import NO_TESTS, ROOT, Outcome, Project
from traveltide.spark import Engines

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


def engines(
    engine: str,
    raw: Path,
    folder: Path,
    environment: dict[str, str] | None = None,
    root: Path = ROOT,
    **variables: object,
) -> Engines:
    """Return what builds the same in folders of its own, within minutes."""
    options = {
        "--profiles-dir": str(ROOT / "profiles"),
        "--project-dir": str(root),
        "--log-path": str(folder / "logs"),
    }
    return Engines(
        engine,
        folder / "tables",
        {"raw_location": str(raw), **variables},
        [word for pair in options.items() for word in pair],
        minutes=20,
        environment={
            "DBT_TARGET_PATH": str(folder / "target"),
            "TRAVELTIDE_WAREHOUSE": str(folder / "from_spark.duckdb"),
            "TRAVELTIDE_PUBLISHED": str(folder / "published_from_spark"),
        }
        | (environment or {}),
    )
