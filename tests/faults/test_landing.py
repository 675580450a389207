"""A raw file that stays as it was is not read again, and only then."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from dbt.artifacts.resources import Hook
from dbt.contracts.graph.nodes import ModelNode
from dbt_project import FILES, NO_TESTS, Outcome, Project, copied_project
from file_opens import FileOpens
from small_raw import write_small
from traveltide import forgetting
from traveltide.forgetting import salt_check, salted_hash

LANDED = (
    "--select",
    "forgotten_users",
    "path:models/traveltide/staging/base/landed",
    *NO_TESTS,
)
SALT = "salt of the tests"
SALTED = {forgetting.SALT: SALT}
HOTELS = "base_traveltide__hotels"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return write_small(tmp_path / "raw")


def kept_tables(outcome: Outcome) -> set[str]:
    """Return the tables of whose files there was nothing to read."""
    assert outcome.succeeded, outcome.errors
    return {
        f"base_traveltide__{name}"
        for name, sql in outcome.warehouse.rows(
            "select view_name, sql from duckdb_views()"
            f" where schema_name = 'raw' and view_name in {FILES}"
        )
        if "read_csv" not in sql and "read_parquet" not in sql
    }


def hotels(outcome: Outcome) -> list[tuple[object, ...]]:
    return outcome.warehouse.rows(f"from staging.{HOTELS} order by all")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts opens")
def test_unchanged_files_are_only_looked_at(
    project: Project, raw: Path, tmp_path: Path
) -> None:
    first = project.build(raw, *LANDED, within=tmp_path)
    assert kept_tables(first) == set()
    before = first.warehouse.contents("staging")
    paths = [raw / f"{name}.csv" for name in FILES]
    with FileOpens(paths) as opens:
        second = project.build(raw, *LANDED, within=tmp_path)
    assert kept_tables(second) == {f"base_traveltide__{name}" for name in FILES}
    assert not opens.counts
    assert second.warehouse.contents("staging") == before


def edit_in_place(file: Path) -> None:
    """Change a letter; size and time of change look as before."""
    state = file.stat()
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("NH Hotel", "NX Hotel", 1), encoding="utf-8")
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    changed = file.stat()
    assert changed.st_size == state.st_size
    assert changed.st_mtime_ns == state.st_mtime_ns


def lose_a_row(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-1]), encoding="utf-8")


def put_another_in_place(file: Path) -> None:
    other = Path(shutil.copy2(file, file.with_suffix(".new")))
    lose_a_row(other)
    other.replace(file)


@pytest.mark.parametrize(
    "change", [edit_in_place, lose_a_row, put_another_in_place]
)
def test_changed_file_is_read_again(
    change: Callable[[Path], None], project: Project, raw: Path, tmp_path: Path
) -> None:
    first = project.build(raw, *LANDED, within=tmp_path)
    before = hotels(first)
    change(raw / "hotels.csv")
    second = project.build(raw, *LANDED, within=tmp_path)
    kept = kept_tables(second)
    assert HOTELS not in kept
    assert len(kept) == len(FILES) - 1
    assert hotels(second) != before
    again = project.build(raw, *LANDED, within=tmp_path / "afresh")
    assert hotels(again) == hotels(second)


def test_file_is_read_again_when_asked_to(
    project: Project, raw: Path, tmp_path: Path
) -> None:
    project.build(raw, *LANDED, within=tmp_path)
    words = (*LANDED, "--full-refresh")
    assert kept_tables(project.build(raw, *words, within=tmp_path)) == set()


def test_file_is_known_by_its_content_wherever_it_is(
    project: Project, raw: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copytree(raw, tmp_path / "other"))
    lose_a_row(other / "hotels.csv")
    project.build(raw, *LANDED, within=tmp_path)
    second = project.build(other, *LANDED, within=tmp_path)
    assert HOTELS not in kept_tables(second)
    assert len(kept_tables(second)) == len(FILES) - 1


def test_reading_that_is_cut_off_is_done_again(
    project: Project, raw: Path, tmp_path: Path
) -> None:
    """Table and stamp are of one transaction: a kill undoes both."""

    def cut_off(node: ModelNode) -> None:
        node.config.post_hook.append(Hook("select error('cut off')"))

    first = project.build(raw, *LANDED, within=tmp_path)
    before = hotels(first)
    lose_a_row(raw / "hotels.csv")
    other = project.changed_model(HOTELS, cut_off)
    outcome = other.build(raw, *LANDED, within=tmp_path)
    assert not outcome.succeeded
    second = project.build(raw, *LANDED, within=tmp_path)
    assert HOTELS not in kept_tables(second)
    assert len(hotels(second)) == len(before) - 1


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("macros/raw/parsed.sql", "{%- macro", "{#- New. -#}{%- macro"),
        (
            "models/traveltide/staging/base/landed/base_traveltide__hotels.sql",
            "    'rooms': 'count',\n",
            "",
        ),
        (
            "seeds/traveltide/forgotten_users.csv",
            "check\n",
            f"check\n{salted_hash(SALT, 3)},{salt_check(SALT)}\n",
        ),
    ],
    ids=["how a value is read", "columns", "who is forgotten"],
)
def test_file_is_read_again_once_its_reading_changes(
    path: str, old: str, new: str, project: Project, raw: Path, tmp_path: Path
) -> None:
    project.build(raw, *LANDED, within=tmp_path)
    copy = copied_project(tmp_path / "project")
    text = (copy / path).read_text(encoding="utf-8")
    assert old in text
    (copy / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    changed = Project(tmp_path / "scratch", copy, environment=SALTED)
    assert kept_tables(changed.build(raw, *LANDED, within=tmp_path)) == set()
    again = changed.build(raw, *LANDED, within=tmp_path)
    assert len(kept_tables(again)) == len(FILES)


def test_file_read_without_the_seed_is_read_again(
    project: Project, raw: Path, tmp_path: Path
) -> None:
    """The table of forgotten users may not be what the list says now."""
    project.build(raw, *LANDED, within=tmp_path)
    lose_a_row(raw / "hotels.csv")
    project.build(raw, "--select", HOTELS, *NO_TESTS, within=tmp_path)
    outcome = project.build(raw, *LANDED, within=tmp_path)
    assert HOTELS not in kept_tables(outcome)
