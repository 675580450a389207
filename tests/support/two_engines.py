"""A build on DuckDB, lent to another engine that builds the same."""

from pathlib import Path

import yaml
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
    **variables: object,
) -> Engines:
    """Return what builds the same in folders of its own, within minutes."""
    given = yaml.safe_dump({"raw_location": str(raw), **variables})
    options = {
        "--vars": given,
        "--profiles-dir": str(ROOT / "profiles"),
        "--project-dir": str(ROOT),
        "--log-path": str(folder / "logs"),
    }
    return Engines(
        engine,
        folder / "tables",
        [word for pair in options.items() for word in pair],
        minutes=20,
        environment={"DBT_TARGET_PATH": str(folder / "target")}
        | (environment or {}),
    )
