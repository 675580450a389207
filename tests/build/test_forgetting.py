"""A user who asked to be forgotten is gone from all that a build writes."""

import shutil
from pathlib import Path

import duckdb
from dbt_project import Project, Warehouse
from published import RELEASABLE

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


def test_a_forgotten_user_is_gone_with_the_next_build(
    project: Project, generated: Path, folder: Path, tmp_path: Path
) -> None:
    warehouse = Warehouse(folder / "traveltide.duckdb")
    published = folder / "published"
    user_id = pick_user(warehouse)
    assert "perk_history" in mentions(warehouse.path, user_id)
    assert "user_perks" in mentions(published / "traveltide.duckdb", user_id)
    ((user_count,),) = warehouse.rows("select count(*) from marts.user_perks")

    raw = Path(shutil.copytree(generated, tmp_path / "raw"))
    with (raw / "sessions.csv").open("a") as sessions:
        sessions.write(f'"{user_id}-broken","{user_id}"\n')
    asked = project.changed_seed(
        tmp_path, "forgotten_users", lambda text: f"{text}{user_id}\n"
    )
    outcome = asked.build(raw, within=folder, **RELEASABLE)
    assert outcome.succeeded, outcome.errors
    assert set(mentions(warehouse.path, user_id)) == {KEPT}
    assert not mentions(published / "traveltide.duckdb", user_id)
    export = (published / "exports/generated_user_perks.csv").read_text()
    assert f"\n{user_id}," not in export
    left = warehouse.rows("select count(*) from marts.user_perks")
    assert left == [(user_count - 1,)]
    assert len(export.splitlines()) == user_count
    # An earlier release is kept, but none that names the user.
    assert len(list((published / "releases").iterdir())) == 1


def pick_user(warehouse: Warehouse) -> int:
    """Return a user of the cohort."""
    return warehouse.rows(
        "select max(user_id) from marts.user_perks"
        " where cohort_status = 'cohort'"
    )[0][0]
