"""A user who asked to be forgotten is gone from all that a build writes.

The list of who did is no exception: it holds a salted hash.
"""

import csv
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from dbt_project import FILES, NO_TESTS, ROOT, Outcome, Project
from published import RELEASABLE
from shop import SHOP
from traveltide.forgetting import SALT

LIST = "forgotten_users"
# A number, and a salt, that stand nowhere by chance.
CANARY = 918273645546
SECRET = "salt-that-nobody-else-has"


def with_canary(generated: Path, raw: Path) -> Path:
    """Copy raw files, with the canary in place of a user who does a lot."""
    shutil.copytree(generated, raw)
    ((user_id,),) = duckdb.sql(
        f"select user_id from '{raw}/sessions.csv'"
        f" semi join '{raw}/truth/campaign_assignments.csv' using (user_id)"
        " group by user_id order by count(*) desc, user_id limit 1"
    ).fetchall()
    names = [f"{name}.csv" for name in FILES]
    for name in [*names, "truth/campaign_assignments.csv"]:
        with (raw / name).open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        number = header.index("user_id") if "user_id" in header else None
        for row in rows:
            for place, value in enumerate(row):
                if place == number and value == str(user_id):
                    row[place] = str(CANARY)
                elif value.startswith(f"{user_id}-"):
                    row[place] = value.replace(str(user_id), str(CANARY), 1)
        with (raw / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
    with (raw / "sessions.csv").open("a") as sessions:
        # A line that is no row, and a row that cannot be used.
        sessions.write(f'"{CANARY}-broken","{CANARY}"\n')
        sessions.write(f'"{CANARY}-unusable"' + ',"?"' * 12 + "\n")
    return raw


def asked_to_forget(
    project: Project, folder: Path, numbers: str, domain: str = "traveltide"
) -> Project:
    """Return the project once its list was added to, as a user would."""
    path = folder / f"{domain}_{LIST}.csv"
    if not path.exists():
        shutil.copy(ROOT / f"seeds/{domain}/{LIST}.csv", path)
    done = subprocess.run(
        [sys.executable, "-m", "traveltide.forgetting", str(path)],
        input=numbers,
        env=os.environ | {SALT: SECRET},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return listing(project, path)


def listing(project: Project, path: Path) -> Project:
    """Return the project with another file as its list."""

    def point_there(manifest) -> None:  # noqa: ANN001
        seed = manifest.nodes[f"seed.traveltide.{LIST}"]
        seed.original_file_path = path.name
        seed.root_path = str(path.parent)

    return project.changed(point_there)


def mentions(folder: Path, *secrets: str) -> set[str]:
    """Return the files of a folder that hold one of some texts."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
        if any(text.encode() in path.read_bytes() for text in secrets)
    }


def tables(file: Path) -> set[str]:
    """Return the tables of a database that hold the canary."""
    with duckdb.connect(str(file), read_only=True) as connection:
        names = connection.execute(
            "select schema_name || '.\"' || table_name || '\"'"
            " from duckdb_tables() where not internal"
        ).fetchall()
        return {
            name
            for (name,) in names
            if connection.execute(
                f"select 1 from {name} as entry where"
                f" contains(cast(entry as varchar), '{CANARY}') limit 1"
            ).fetchall()
        }


@pytest.fixture
def leaving_all(project: Project, tmp_path: Path) -> Project:
    """Return the project with a salt, leaving all that it can leave."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    other = replace(project, scratch=scratch, leaves_artefacts=True)
    other.environment = {SALT: SECRET}
    vars(other)["manifest"] = project.manifest
    return other


def test_a_forgotten_user_is_gone_with_the_next_build(
    leaving_all: Project, generated: Path, tmp_path: Path
) -> None:
    raw = with_canary(generated, tmp_path / "raw")
    folder = tmp_path / "made"
    folder.mkdir()
    published = folder / "published"
    before = build(leaving_all, raw, folder)
    named = tables(before.warehouse.path)
    assert {'history."int_perk_intervals"', 'marts."user_perks"'} <= named
    assert any("malformed_lines" in name for name in named)
    assert any("rejected_rows" in name for name in named)
    assert 'marts."campaign_assignments"' in named
    assert mentions(published, str(CANARY))
    ((user_count,),) = before.warehouse.rows(
        "select count(*) from marts.user_perks"
    )

    asked = asked_to_forget(leaving_all, tmp_path, f"{CANARY}\n")
    shutil.rmtree(leaving_all.scratch)
    leaving_all.scratch.mkdir()
    after = build(asked, raw, folder)
    assert tables(after.warehouse.path) == set()
    for release in (published / "releases").iterdir():
        assert tables(release / "traveltide.duckdb") == set()
    left = mentions(tmp_path, str(CANARY), SECRET)
    # DuckDB does not wipe what it frees.
    kept = {path for path in left if not path.startswith("raw/")}
    assert kept <= {"made/traveltide.duckdb"}
    ((left_count,),) = after.warehouse.rows(
        "select count(*) from marts.user_perks"
    )
    assert left_count == user_count - 1
    # An earlier release is kept, but none that names the user.
    assert len(list((published / "releases").iterdir())) == 1


def test_a_forgotten_customer_of_a_shop_is_not_read(
    shop_project: Project, shop_sample: Path, tmp_path: Path
) -> None:
    ((customer,),) = duckdb.sql(
        f"select split_part(customer, '-', 2) from '{shop_sample}/lines.csv'"
        " where customer is not null"
        " group by customer order by count(*) desc, customer limit 1"
    ).fetchall()
    salted = replace(shop_project, environment={SALT: SECRET})
    vars(salted)["manifest"] = shop_project.manifest
    asked = asked_to_forget(salted, tmp_path, f"{customer}\n", "shop")
    landed = ("--select", LIST, "path:models/shop/staging/base/landed")
    outcome = asked.build(
        *(shop_sample, *landed, *NO_TESTS),
        within=tmp_path,
        shop="sample",
        **SHOP,
    )
    assert outcome.succeeded, outcome.errors
    for table in ("customers", "order_lines"):
        counts = outcome.warehouse.rows(
            f"select count(*) > 1000, count_if(user_id = {customer})"
            f" from staging.base_shop__{table}"
        )
        assert counts == [(True, 0)]


def test_a_salt_that_is_not_the_list_s_stops_the_build(
    project: Project, generated: Path, tmp_path: Path
) -> None:
    other = replace(project, environment={SALT: "another-salt-than-before"})
    vars(other)["manifest"] = project.manifest
    asked = asked_to_forget(other, tmp_path, "7342\n")
    outcome = asked.build(generated, within=tmp_path)
    assert not outcome.succeeded
    assert "line 2: made with another salt than that in" in outcome.errors
    assert "7342" not in outcome.output
    assert not outcome.results


def build(project: Project, raw: Path, folder: Path) -> Outcome:
    """Build and release what can be."""
    outcome = project.build(raw, within=folder, **RELEASABLE)
    assert outcome.succeeded, outcome.errors
    return outcome
