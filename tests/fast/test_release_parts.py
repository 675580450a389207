"""Parts of a release that need no warehouse: what may, and how links lead."""

import gc
import json
import os
import re
import sys
from multiprocessing import get_context
from pathlib import Path
from zipfile import ZipFile

import duckdb
import pytest
from dbt.cli.flags import Flags
from dbt.cli.main import cli
from dbt_project import ROOT
from traveltide.docs import UNKNOWN, release_docs
from traveltide.relations import is_training
from traveltide.release import why_nothing_is_released
from traveltide.release.database import write_database
from traveltide.release.exports import write_exports
from traveltide.release.files import (
    NAMES,
    complete,
    locked,
    prepare,
    put_in_force,
    remove_others,
)
from traveltide.release.guard import why_real_release_stays

# What may release.


def reason_of(*words: str) -> str | None:
    """Say why a command may not release, with the flags dbt makes of it."""
    name, *options = words
    parent = cli.make_context("dbt", list(words))
    return why_nothing_is_released(
        Flags(cli.commands[name].make_context(name, options, parent=parent))
    )


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--full-refresh",),
        # Unit tests prove the code, which this build's data cannot change.
        ("--exclude-resource-type", "unit_test"),
        # All but the tests of the week.
        ("--selector", "daily"),
    ],
)
def test_a_build_of_everything_may_release(options: tuple[str, ...]) -> None:
    assert reason_of("build", *options) is None


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("run",), "dbt run does not test what it builds"),
        (("test",), "dbt test does not test what it builds"),
        (("retry",), "dbt retry does not test what it builds"),
        (("build", "--select", "+marts"), "--select builds only a part"),
        (("build", "--models", "marts"), "--select builds only a part"),
        (("build", "--exclude", "user_perks"), "--exclude builds only a part"),
        (("build", "--selector", "spark"), "--selector builds only a part"),
        (
            ("build", "--resource-type", "model"),
            "--resource-type builds only a part",
        ),
        (
            ("build", "--exclude-resource-type", "test"),
            "--exclude-resource-type builds only a part",
        ),
        (
            (
                "build",
                *("--exclude-resource-type", "unit_test"),
                *("--exclude-resource-type", "seed"),
            ),
            "--exclude-resource-type builds only a part",
        ),
        (("build", "--empty"), "--empty leaves rows out"),
        (("build", "--sample", "3 days"), "--sample leaves rows out"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_leaves_something_out_says_so(
    words: tuple[str, ...], reason: str
) -> None:
    assert reason_of(*words) == reason


# Directories and links.


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def contents(folder: Path) -> dict[str, str]:
    """Return what a reader finds behind the names of a published folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for name in NAMES
        for path in [folder / name, *(folder / name).rglob("*")]
        if path.is_file()
    }


def released(folder: Path, number: str) -> Path | None:
    """Release a database and a page that hold a number."""
    directory = prepare(folder, number)
    for name in ("traveltide.duckdb", "dashboard/index.html"):
        write(directory / name, number)
    return put_in_force(folder, complete(directory))


def content_of(number: str) -> dict[str, str]:
    return dict.fromkeys(("traveltide.duckdb", "dashboard/index.html"), number)


def test_a_release_is_seen_once_its_link_is_renamed(tmp_path: Path) -> None:
    assert released(tmp_path, "a1") is None
    assert contents(tmp_path) == content_of("a1")
    directory = prepare(tmp_path, "b2")
    write(directory / "traveltide.duckdb", "b2")
    assert contents(tmp_path) == content_of("a1")
    assert complete(directory) == tmp_path / "releases/b2"
    assert contents(tmp_path) == content_of("a1")
    # Rows of the old file that DuckDB would replay into the new one.
    write(tmp_path / "traveltide.duckdb.wal", "log")
    before = put_in_force(tmp_path, tmp_path / "releases/b2")
    assert before == tmp_path / "releases/a1"
    assert contents(tmp_path) == {"traveltide.duckdb": "b2"}
    assert not (tmp_path / "traveltide.duckdb.wal").exists()


def test_what_was_cut_off_goes_with_the_next_release(tmp_path: Path) -> None:
    released(tmp_path, "a1")
    write(tmp_path / "releases/b2.partial/traveltide.duckdb", "half")
    write(tmp_path / "releases/c3/traveltide.duckdb", "never linked")
    kept = [released(tmp_path, "d4"), tmp_path / "releases/d4"]
    remove_others(tmp_path, kept)
    assert set((tmp_path / "releases").iterdir()) == set(kept)
    assert contents(tmp_path) == content_of("d4")


@pytest.mark.parametrize("is_cut_off", [False, True])
def test_plain_files_of_before_become_a_release(
    is_cut_off: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whenever one looks, the database is there."""
    database = write(tmp_path / "traveltide.duckdb", "old")
    write(tmp_path / "dashboard/index.html", "old")
    write(tmp_path / "notes.txt", "mine")
    if is_cut_off:
        rename = Path.rename

        def fail(path: Path, target: Path) -> Path:
            rename(path, target)
            raise OSError("cut off")

        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", fail)
            with pytest.raises(OSError, match="cut off"):
                prepare(tmp_path, "a1")
        assert database.read_text() == "old"
    prepare(tmp_path, "a1")
    assert contents(tmp_path) == content_of("old")
    assert released(tmp_path, "b2") == tmp_path / "releases/former"
    assert contents(tmp_path) == content_of("b2")
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_what_is_no_link_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "current").mkdir()
    with pytest.raises(FileExistsError, match="current is not a link"):
        prepare(tmp_path, "a1")


def enter(folder: Path) -> None:
    """Append to a file within the lock, as another process."""
    with locked(folder), (folder / "order").open("a") as order:
        order.write("second\n")


def test_a_second_release_waits_for_the_first(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "made" / "yet"
    other = get_context("spawn").Process(target=enter, args=(folder,))
    with locked(folder):
        other.start()
        other.join(timeout=2)
        assert other.is_alive()
        (folder / "order").write_text("first\n")
    other.join(timeout=60)
    assert other.exitcode == 0
    assert (folder / "order").read_text() == "first\nsecond\n"
    assert os.access(folder / ".lock", os.W_OK)


# What the build is about.


@pytest.mark.parametrize(
    ("plan", "expected"), [("true", True), ("false", False)]
)
def test_the_plan_tells_whether_a_model_is_trained(
    plan: str, expected: bool
) -> None:
    relation = duckdb.sql(f"select {plan} as is_training")
    assert is_training(relation) is expected
    assert is_training(relation.limit(0)) is False


# What generated data may replace.


def published(path: Path, columns: str) -> Path:
    """Write a published file that tells of one release."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.releases as select"
            f" timestamp '2023-01-01' as released_at, {columns}"
        )
    return path


@pytest.mark.parametrize(
    ("columns", "is_real"),
    [
        ("'/x' as raw_location, false as is_generated", True),
        ("'/x' as raw_location, true as is_generated", False),
        # Releases from before the column.
        ("'/x' as raw_location", True),
        ("' sample' as raw_location", False),
    ],
)
def test_a_published_file_tells_whether_it_is_real(
    columns: str, is_real: bool, tmp_path: Path
) -> None:
    file = published(tmp_path / "traveltide.duckdb", columns)
    reason = why_real_release_stays(file)
    assert (reason is not None) == is_real
    if reason:
        assert reason.startswith(f"{tmp_path} holds a release of real data")


def test_the_last_release_counts(tmp_path: Path) -> None:
    columns = "'sample' as raw_location, true as is_generated"
    file = published(tmp_path / "traveltide.duckdb", columns)
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "insert into marts.releases values ('2022-12-31', '/x', false)"
        )
    assert why_real_release_stays(file) is None


def test_a_published_file_that_cannot_be_read_may_be_real(
    tmp_path: Path,
) -> None:
    file = tmp_path / "traveltide.duckdb"
    assert why_real_release_stays(file) is None
    file.write_text("no database")
    reason = why_real_release_stays(file)
    assert reason is not None
    assert reason.startswith(f"{file} cannot be read (")
    assert "\n" not in reason


# What is exported.


def released_database(path: Path) -> Path:
    """Write a database of two tables, as a release does."""
    with duckdb.connect() as connection:
        users = (
            "select range as user_id, case when range < 3 then 'cohort'"
            " else 'cold_start' end as cohort_status, date '2023-07-28' as day,"
            " '=1+1' as said, cast('nan' as double) as odd from range(9)"
        )
        comments = {"user_id": "Number.", "day": "Day."}
        write_database(
            connection,
            path,
            {"user_perks": users, "long": "select * from range(4) as each (n)"},
            {"user_perks": ("One row per user.", comments), "long": ("L.", {})},
        )
    return path


@pytest.mark.parametrize("is_generated", [False, True])
def test_exports_are_named_after_their_data(
    is_generated: bool, tmp_path: Path
) -> None:
    database = released_database(tmp_path / "traveltide.duckdb")
    exports = tmp_path / "exports"
    exports.mkdir()
    with duckdb.connect() as connection:
        write_exports(
            connection,
            database,
            exports,
            is_generated=is_generated,
            row_limit=3,
        )
    mark = "generated_" if is_generated else ""
    assert {path.name for path in exports.iterdir()} == {
        f"{mark}{name}"
        for name in (
            *("user_perks.parquet", "user_perks.csv", "long.parquet"),
            "traveltide.xlsx",
        )
    }
    text, sheets = read_workbook(exports / f"{mark}traveltide.xlsx")
    # The cohort's three users fit, the four rows of the other table do not.
    assert sheets == ["contents", "columns", "user_perks"]
    assert f"left out, more than 3 rows: see {mark}long.parquet" in text
    assert ("Generated data, not real users" in text) == is_generated
    assert "One row per user." in text
    assert "<t>=1+1</t>" in text
    assert "cold_start" not in text


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="only Linux has /dev/full"
)
def test_a_workbook_on_a_full_disk_is_one_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Python cannot raise, as an object is lost, it prints."""
    printed: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", printed.append)
    database = released_database(tmp_path / "traveltide.duckdb")
    (tmp_path / "traveltide.xlsx").symlink_to("/dev/full")
    with duckdb.connect() as connection, pytest.raises(OSError, match="space"):
        write_exports(
            connection, database, tmp_path, is_generated=False, row_limit=3
        )
    gc.collect()
    assert printed == []


def read_workbook(path: Path) -> tuple[str, list[str]]:
    """Return all that a workbook says, and the names of its sheets."""
    with ZipFile(path) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    names = re.findall(r'<sheet name="(\w+)"', parts["xl/workbook.xml"])
    return "".join(parts.values()), names


# What the documentation says of its data.


@pytest.mark.parametrize("is_generated", [False, True])
def test_documentation_says_what_data_it_is_of(
    is_generated: bool, tmp_path: Path
) -> None:
    released(tmp_path, "a1")
    release = tmp_path / "releases/a1"
    (release / "traveltide.duckdb").unlink()
    columns = (
        f"'/raw \"1\"' as raw_location, {is_generated} as is_generated,"
        " date '2023-07-28' as as_of_date"
    )
    published(release / "traveltide.duckdb", columns)
    page = write(tmp_path / "page.html", f'{{"text": "Models. {UNKNOWN}"}}')
    # A page of an earlier version, not within a release.
    (tmp_path / "docs").unlink()
    write(tmp_path / "docs/index.html", "old")
    written = release_docs(page, tmp_path)
    assert written == tmp_path / "docs/index.html"
    assert (release / "docs/index.html").samefile(written)
    said = json.loads(written.read_text())["text"]
    assert ("generated data" in said) == is_generated
    assert ('from /raw "1", up to 2023-07-28' in said) != is_generated
    for domain in ("traveltide", "shop"):
        overview = ROOT / f"models/{domain}/_models__overview.md"
        assert UNKNOWN in overview.read_text()


def test_documentation_without_a_release_says_what_to_do(
    tmp_path: Path,
) -> None:
    page = write(tmp_path / "page.html", UNKNOWN)
    with pytest.raises(SystemExit, match="holds no release: dbt build makes"):
        release_docs(page, tmp_path)
