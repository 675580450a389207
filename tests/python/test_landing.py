"""A raw file that stays as it was is not read again, and only then."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from dbt_project import FILES, NO_TESTS, Outcome, Project
from file_opens import FileOpens
from small_raw import write_small

LANDED = (
    "--select",
    "forgotten_users",
    "path:models/traveltide/staging/base/landed",
    *NO_TESTS,
)
HOTELS = "base_traveltide__hotels"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return write_small(tmp_path / "raw")


def kept_tables(outcome: Outcome) -> set[str]:
    """Return the tables that were not made again."""
    assert outcome.succeeded, outcome.errors
    return {
        result.node.name
        for result in outcome.results
        if result.message == "UNCHANGED"
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
    # For its first line.
    assert opens.counts == dict.fromkeys(paths, 1)
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


def test_file_of_another_folder_is_read(
    project: Project, raw: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copytree(raw, tmp_path / "other"))
    project.build(raw, *LANDED, within=tmp_path)
    assert kept_tables(project.build(other, *LANDED, within=tmp_path)) == set()


def test_table_that_another_put_in_place_is_read_again(
    project: Project, raw: Path, tmp_path: Path
) -> None:
    first = project.build(raw, *LANDED, within=tmp_path)
    before = hotels(first)
    first.warehouse.execute(
        f"create or replace table staging.{HOTELS} as"
        f" from staging.{HOTELS} limit 1"
    )
    second = project.build(raw, *LANDED, within=tmp_path)
    assert HOTELS not in kept_tables(second)
    assert hotels(second) == before


def test_kept_table_is_described_anew(
    project: Project, raw: Path, tmp_path: Path
) -> None:
    first = project.build(raw, *LANDED, within=tmp_path)
    first.warehouse.execute(
        f"comment on column staging.{HOTELS}.trip_id is 'Of old.'"
    )
    second = project.build(raw, *LANDED, within=tmp_path)
    assert HOTELS in kept_tables(second)
    assert second.warehouse.rows(
        "select count(*) from duckdb_columns() where comment = 'Of old.'"
    ) == [(0,)]
