"""A raw table of many files, of which some come, change and go."""

import gzip
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from dbt_project import NO_TESTS, Outcome, Project
from file_opens import FileOpens
from small_raw import write_small

LANDED = (
    "--select",
    "forgotten_users",
    "path:models/traveltide/staging",
    "path:models/engine/staging",
    *NO_TESTS,
)
STAGED = "from staging.stg_traveltide__sessions order by all"


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return write_small(tmp_path / "whole")


@pytest.fixture
def raw(whole: Path, tmp_path: Path) -> Path:
    """Return the same rows, sessions in a file a day and hotels in two."""
    folder = Path(shutil.copytree(whole, tmp_path / "raw"))
    header, *rows = (folder / "sessions.csv").read_bytes().splitlines(True)
    (folder / "sessions.csv").unlink()
    days = folder / "sessions"
    (days / "older").mkdir(parents=True)
    random.Random(1).shuffle(rows)
    (days / "older/2023-01-01.csv").write_bytes(header + b"".join(rows[:20]))
    (days / "2023-01-02.csv").write_bytes(header + b"".join(rows[20:40]))
    text = header + b"".join(rows[40:60])
    (days / "2023-01-03.csv.gz").write_bytes(gzip.compress(text))
    (folder / "rest.csv").write_bytes(header + b"".join(rows[60:]))
    # Another order of columns, and one more.
    duckdb.execute(
        "copy (select 'x' as new, * from read_csv($1, all_varchar = true))"
        f" to '{days}/2023-01-04.parquet' (format parquet)",
        [str(folder / "rest.csv")],
    )
    # What is not meant to be read.
    (days / "_SUCCESS").touch()
    (folder / "rest.csv").rename(days / "2023-01-05.csv.part")
    (days / ".2023-01-06.csv").write_bytes(b"half a li")
    return folder


def build(project: Project, raw: Path | str, tmp_path: Path) -> Outcome:
    outcome = project.build(raw, *LANDED, within=tmp_path / "built")
    assert outcome.succeeded, outcome.errors
    return outcome


def afresh(project: Project, raw: Path | str, tmp_path: Path) -> list[object]:
    """Return the sessions as a first build gives them."""
    outcome = project.build(raw, *LANDED, within=tmp_path / "afresh")
    assert outcome.succeeded, outcome.errors
    rows = outcome.warehouse.rows(STAGED)
    shutil.rmtree(tmp_path / "afresh")
    return rows


@pytest.fixture(scope="module")
def expected(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> list[object]:
    """Return the sessions of one file."""
    folder = tmp_path_factory.mktemp("expected")
    return afresh(project, write_small(folder / "raw"), folder)


@pytest.mark.parametrize(
    "location", ["{}/raw", "{}/r?[vw]/", "{}/**/raw", "{}/raw/{{table}}*/**/*"]
)
def test_many_files_are_one_table(
    location: str,
    project: Project,
    raw: Path,
    expected: list[object],
    tmp_path: Path,
) -> None:
    if "table" in location:
        for name in ("users", "flights", "hotels"):
            (raw / f"{name}_files").mkdir()
            (raw / f"{name}.csv").rename(raw / f"{name}_files/1.csv")
    outcome = build(project, location.format(tmp_path), tmp_path)
    assert outcome.warehouse.rows(STAGED) == expected


def add_file(days: Path) -> None:
    """Put a new day there, with a row that another file has, too."""
    text = (days / "2023-01-02.csv").read_bytes()
    header, row, *_ = text.splitlines(keepends=True)
    new = row.replace(b"-session-", b"-new-")
    (days / "2023-02-01.csv").write_bytes(header + row + new)


def edit_file(days: Path) -> None:
    path = days / "2023-01-02.csv"
    text = path.read_bytes()
    path.write_bytes(text.replace(b"false", b"true", 3))


def empty_file(days: Path) -> None:
    path = days / "older/2023-01-01.csv"
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])


def remove_file(days: Path) -> None:
    (days / "2023-01-03.csv.gz").unlink()


def rename_file(days: Path) -> None:
    (days / "2023-01-02.csv").rename(days / "2023-01-20.csv")


def test_only_what_changed_is_read(
    project: Project, raw: Path, tmp_path: Path
) -> None:
    before = build(project, raw, tmp_path).warehouse.rows(STAGED)
    days = raw / "sessions"
    for change in (add_file, edit_file, empty_file, remove_file, rename_file):
        states = {path: path.stat() for path in days.rglob("*.*")}
        change(days)
        same = [
            path
            for path, state in states.items()
            if path.exists() and path.stat() == state
        ]
        with FileOpens(same) as opens:
            outcome = build(project, raw, tmp_path)
        assert not opens.counts
        after = outcome.warehouse.rows(STAGED)
        assert after == afresh(project, raw, tmp_path)
        assert (after == before) == (change is rename_file)
        before = after


def test_a_rollback_reads_what_is_new_as_well(
    project: Project, raw: Path, tmp_path: Path
) -> None:
    """Looking up the models must not undo what is noted of the files."""
    first = build(project, raw, tmp_path)
    first.warehouse.execute(
        "create schema history",
        "create schema learn",
        "create table history.int_releases as select 'own' as data_set,"
        " 'm' as model_version, localtimestamp as released_at",
        "create table learn.int_model_signals as select 'm' as model_version",
    )
    add_file(raw / "sessions")
    outcome = project.build(
        raw, *LANDED, within=tmp_path / "built", model_version="m"
    )
    assert outcome.succeeded, outcome.errors
    assert outcome.warehouse.rows(STAGED) == afresh(project, raw, tmp_path)


def test_touched_file_is_known_by_its_checksum(
    project: Project, raw: Path, tmp_path: Path
) -> None:
    build(project, raw, tmp_path)
    (raw / "sessions/2023-01-02.csv").touch()
    outcome = build(project, raw, tmp_path)
    (view,) = outcome.warehouse.rows(
        "select sql from duckdb_views()"
        " where schema_name = 'raw' and view_name = 'sessions'"
    )
    assert "read_csv" not in view[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (edit_file, "2023-01-02.csv has changed"),
        (remove_file, "2023-01-03.csv.gz is no longer there"),
        (add_file, None),
    ],
)
def test_change_is_refused_where_a_var_says_so(
    change: Callable[[Path], None],
    words: str | None,
    project: Project,
    raw: Path,
    tmp_path: Path,
) -> None:
    before = build(project, raw, tmp_path).warehouse.rows(STAGED)
    change(raw / "sessions")
    given = {"within": tmp_path / "built", "changed_raw_files": "refuse"}
    outcome = project.build(raw, *LANDED, **given)
    if words is None:
        assert outcome.succeeded, outcome.errors
        return
    assert not outcome.succeeded
    assert (
        f"raw file sessions/{words} since it was read, and var"
        " changed_raw_files is refuse: put it back as it was, or set the var"
    ) in outcome.errors, outcome.errors
    assert outcome.warehouse.rows(STAGED) == before
    again = project.build(raw, *LANDED, "--full-refresh", **given)
    assert again.succeeded, again.errors


def test_malformed_lines_come_and_go_with_their_file(
    project: Project, raw: Path, tmp_path: Path
) -> None:
    bad = raw / "sessions/2023-01-02.csv"
    good, text = bad.read_bytes(), b"1,2,3\n"
    other = raw / "sessions/2023-01-03.csv.gz"
    kept = gzip.decompress(other.read_bytes()) + text
    other.write_bytes(gzip.compress(kept))
    bad.write_bytes(good + text * 2)

    def lines() -> list[int]:
        rows = build(project, raw, tmp_path).warehouse.rows(
            "select line_number from staging.base_engine__malformed_lines"
            " order by all"
        )
        return [line for (line,) in rows]

    assert lines() == [22, 22, 23]
    bad.write_bytes(good)
    assert lines() == [22]
    assert lines() == [22]


def test_file_and_folder_of_one_table_are_ambiguous(
    project: Project, whole: Path, raw: Path, tmp_path: Path
) -> None:
    shutil.copy(whole / "sessions.csv", raw)
    outcome = project.build(raw, *LANDED, within=tmp_path / "built")
    assert (
        f"raw file ambiguous: found {raw}/sessions.csv and files in"
        f" {raw}/sessions/, expected one"
    ) in outcome.errors, outcome.errors


def test_wrong_header_of_one_of_many_is_named(
    project: Project, raw: Path, tmp_path: Path
) -> None:
    build(project, raw, tmp_path)
    wrong = raw / "sessions/2023-03-01.csv"
    wrong.write_text("session_id,user_id\n1,2\n", encoding="utf-8")
    outcome = project.build(raw, *LANDED, within=tmp_path / "built")
    assert f"raw file header wrong: {wrong} lacks trip_id" in outcome.errors
