"""A user who asked to be forgotten is gone from all that a build writes."""

import shutil
from pathlib import Path

import duckdb
import pytest
from dbt_project import NO_UNIT_TESTS, Project, Warehouse, copied_project

# What says whom to forget.
KEPT = "forgotten_users"


def mentions(file: Path, user_id: int) -> dict[str, int]:
    """Return the tables of a file that speak of a user, and how often."""
    # As a number of its own, at the head of a session or trip, or in raw text.
    pattern = (
        f"'user_id': {user_id}[,}}]"
        f"|(^|[^0-9a-f-]){user_id}-[0-9a-f]{{32}}"
        f'|"{user_id}"'
    )
    found = {}
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables()"
            " where not internal"
        ).fetchall()
        for schema, table in tables:
            rows = connection.execute(
                f'select count(*) from {schema}."{table}" as entry'
                " where regexp_matches(cast(entry as varchar), $pattern)",
                {"pattern": pattern},
            ).fetchall()
            if rows[0][0]:
                found[table] = rows[0][0]
    return found


@pytest.fixture(scope="module")
def raw_files(
    generated: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Copy the generated files, to change them."""
    folder = tmp_path_factory.mktemp("raw")
    for file in generated.glob("*.csv"):
        shutil.copy(file, folder)
    return folder


def test_a_forgotten_user_is_gone_with_the_next_build(
    raw_files: Path, tmp_path: Path
) -> None:
    root = copied_project(tmp_path / "project")
    project = Project(tmp_path, root=root)
    arguments = ("build", *NO_UNIT_TESTS)
    settings = {
        "raw_location": str(raw_files),
        # So few users have no stable segments; that is not the point here.
        "jaccard_limits": [None, None],
        "evaluation_sample_max": 500,
    }
    first = project.run(*arguments, **settings)
    assert first.succeeded, first.output
    user_id = pick_user(first.warehouse)
    with (raw_files / "sessions.csv").open("a") as sessions:
        sessions.write(f'"{user_id}-broken","{user_id}"\n')
    assert "perk_history" in mentions(first.warehouse.path, user_id)
    published = first.warehouse.path.parent / "published"
    assert "user_perks" in mentions(published / "traveltide.duckdb", user_id)

    (root / "seeds/forgotten_users.csv").write_text(f"user_id\n{user_id}\n")
    second = Project(tmp_path, root=root).run(*arguments, **settings)
    assert second.succeeded, second.output
    assert set(mentions(second.warehouse.path, user_id)) == {KEPT}
    assert not mentions(published / "traveltide.duckdb", user_id)
    export = (published / "exports/user_perks.csv").read_text()
    assert f"\n{user_id}," not in export
    others = second.warehouse.rows("select count(*) from marts.user_perks")
    before = len(export.splitlines())
    assert others[0][0] == before - 1


def pick_user(warehouse: Warehouse) -> int:
    """Return a user of the cohort."""
    return warehouse.rows(
        "select max(user_id) from marts.user_perks"
        " where cohort_status = 'cohort'"
    )[0][0]
