"""Parts of a release that need no warehouse: what may, and how files swap."""

import os
from multiprocessing import get_context
from pathlib import Path

import duckdb
import pytest
from dbt.cli.flags import Flags
from dbt.cli.main import cli
from traveltide.relations import is_training
from traveltide.release import why_nothing_is_released
from traveltide.release.files import (
    beside,
    has_new_files,
    locked,
    swap_in,
    sweep,
)

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
        (("build", "--selector", "daily"), "--selector builds only a part"),
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


# Files beside their targets.


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_new_files_are_hidden_beside_their_targets(tmp_path: Path) -> None:
    target = tmp_path / "exports" / "user_perks.csv"
    new = beside(target, "abc")
    assert new.parent == target.parent
    assert new.name.startswith(".")
    assert beside(target, "abd") != new


def test_swap_replaces_targets_and_the_database_last(tmp_path: Path) -> None:
    database = write(tmp_path / "traveltide.duckdb", "old")
    export = tmp_path / "exports" / "user_perks.csv"
    page = tmp_path / "dashboard" / "users" / "1.js"
    for target in (database, export, page):
        write(beside(target, "abc"), "new")
    # Rows of the old file that DuckDB would replay into the new one.
    write(tmp_path / "traveltide.duckdb.wal", "log")
    assert has_new_files(tmp_path)
    targets = swap_in(tmp_path, "abc")
    assert sorted(targets) == sorted([database, export, page])
    assert targets[-1] == database
    assert contents(tmp_path) == {
        "traveltide.duckdb": "new",
        "exports/user_perks.csv": "new",
        "dashboard/users/1.js": "new",
    }
    assert not has_new_files(tmp_path)
    assert swap_in(tmp_path, "abc") == []


def test_swap_goes_on_where_it_was_cut_off(tmp_path: Path) -> None:
    database = write(tmp_path / "traveltide.duckdb", "old")
    export = write(tmp_path / "exports" / "user_perks.csv", "new already")
    write(beside(database, "abc"), "new")
    assert swap_in(tmp_path, "abc") == [database]
    assert database.read_text() == "new"
    assert export.read_text() == "new already"


def test_files_of_another_release_are_left_and_swept(tmp_path: Path) -> None:
    database = write(tmp_path / "traveltide.duckdb", "old")
    other = write(beside(database, "xyz"), "half")
    log = write(other.with_name(other.name + ".wal"), "log")
    write(beside(tmp_path / "exports" / "user_perks.csv", "xyz"), "half")
    assert swap_in(tmp_path, "abc") == []
    assert database.read_text() == "old"
    assert has_new_files(tmp_path)
    sweep(tmp_path)
    assert not other.exists()
    assert not log.exists()
    assert contents(tmp_path) == {"traveltide.duckdb": "old"}
    assert not has_new_files(tmp_path)


def test_what_others_keep_in_the_folder_is_not_swept(tmp_path: Path) -> None:
    kept = {"notes.txt": "mine", ".hidden": "mine", "renewed.new.txt": "mine"}
    for name, text in kept.items():
        write(tmp_path / name, text)
    sweep(tmp_path)
    assert contents(tmp_path) == kept


def test_a_folder_that_is_not_there_holds_nothing_new(tmp_path: Path) -> None:
    assert not has_new_files(tmp_path / "nowhere")


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
