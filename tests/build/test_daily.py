"""A build a day: what is new is built, and nothing where nothing is."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from dbt.contracts.graph.nodes import ModelNode
from dbt_project import FILES, QUICK_VARS, Outcome, Project
from published import Published
from small_raw import write_small

SHIFT = "update history.int_releases set released_at ="
SESSIONS = "sessions/2023-07-{:02}.csv"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("days")


@pytest.fixture(scope="module")
def raw(project: Project, folder: Path) -> Path:
    """Release small raw files, of which one table is a folder."""
    raw = write_small(folder / "raw")
    (raw / "sessions").mkdir()
    (raw / "sessions.csv").rename(raw / SESSIONS.format(1))
    outcome = project.build(raw, within=folder)
    assert outcome.succeeded, outcome.errors
    return raw


def look(
    project: Project, folder: Path, raw: Path | str, **variables: object
) -> Outcome:
    """Ask dbt what is new, as daily does."""
    return project.run(
        "run-operation",
        "say_what_is_new",
        within=folder,
        raw_location=str(raw),
        **QUICK_VARS | variables,
    )


def words_of(
    project: Project, folder: Path, raw: Path | str, **variables: object
) -> list[str]:
    """Return what dbt says of what is new, by the first word of each line."""
    outcome = look(project, folder, raw, **variables)
    assert outcome.succeeded, outcome.output
    lines = outcome.output.splitlines()
    return [
        " ".join(line.split())
        for line in lines
        if line.startswith(("New ", "Unchanged ", "Tests "))
    ]


def daily(
    project: Project, folder: Path, raw: Path, *words: str
) -> subprocess.CompletedProcess[str]:
    """Build a day in a process of its own, with the vars of the others."""
    options = project.options(raw_location=str(raw), **QUICK_VARS)
    return subprocess.run(
        [sys.executable, "-m", "traveltide.daily", *options, *words],
        cwd=project.root,
        env=os.environ | project.variables(project.warehouse(folder)),
        capture_output=True,
        text=True,
        check=False,
    )


def break_off(model: ModelNode) -> None:
    model.raw_code = "select error('the machine is switched off')"


def add_file(raw: Path) -> None:
    text = (raw / SESSIONS.format(1)).read_text()
    header, row, *_ = text.splitlines(keepends=True)
    new = row.replace("-session-", "-new-")
    (raw / SESSIONS.format(2)).write_text(header + new)


def edit_file(raw: Path) -> None:
    path = raw / SESSIONS.format(1)
    path.write_text(path.read_text().replace("false", "true", 1))


def remove_file(raw: Path) -> None:
    (raw / SESSIONS.format(1)).unlink()


def touch_file(raw: Path) -> None:
    """Give a file another time and the same bytes."""
    (raw / SESSIONS.format(1)).touch()


def replace_file(raw: Path) -> None:
    add_file(raw)
    remove_file(raw)


@pytest.mark.parametrize(
    ("change", "news"),
    [
        (lambda _: None, None),
        (touch_file, None),
        (add_file, "New raw files: 1 added, 0 changed, 0 gone"),
        (edit_file, "New raw files: 0 added, 1 changed, 0 gone"),
        (replace_file, "New raw files: 1 added, 0 changed, 1 gone"),
    ],
)
def test_what_is_new_is_a_matter_of_bytes(
    change: Callable[[Path], None],
    news: str | None,
    project: Project,
    folder: Path,
    raw: Path,
) -> None:
    before = {path: path.read_bytes() for path in raw.rglob("*.csv")}
    change(raw)
    try:
        (said,) = words_of(project, folder, raw)
    finally:
        for path in raw.rglob("*.csv"):
            path.unlink()
        for path, text in before.items():
            path.write_bytes(text)
    if news:
        assert said == news
    else:
        assert said.startswith("Unchanged nothing is new since release ")


@pytest.mark.parametrize(
    "variables", [{"holdout_percent": 11}, {"as_of_date": date(2023, 7, 1)}]
)
def test_another_var_is_news(
    variables: dict[str, object], project: Project, folder: Path, raw: Path
) -> None:
    assert words_of(project, folder, raw, **variables) == [
        "New the project, its seeds or its vars"
    ]


def test_another_project_is_news(
    project: Project, folder: Path, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is of other files: a digest of none differs from that of all."""
    monkeypatch.setattr("traveltide.release.origin.MADE_OF", ())
    assert words_of(project, folder, raw) == [
        "New the project, its seeds or its vars"
    ]


def test_a_project_that_changed_during_a_build_is_news(
    project: Project, folder: Path, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build may have read it before, or after: who is forgotten, say."""
    digests = count()
    monkeypatch.setattr(
        "traveltide.release.origin.made_of", lambda: f"{next(digests)}"
    )
    within = folder / "changing"
    within.mkdir()
    outcome = project.build(raw, within=within)
    assert outcome.succeeded, outcome.errors
    monkeypatch.undo()
    assert outcome.warehouse.rows(
        "select made_of from history.int_releases"
    ) == [(None,)]
    assert words_of(project, within, raw) == [
        "New the project, its seeds or its vars"
    ]


@pytest.mark.parametrize("lost", ["current", "current/traveltide.duckdb"])
def test_a_release_that_is_not_in_force_is_news(
    lost: str, project: Project, folder: Path, raw: Path
) -> None:
    """Such as one that somebody has removed, or its database."""
    path = folder / "published" / lost
    kept = path.rename(folder / "kept")
    try:
        assert words_of(project, folder, raw) == [
            "New the last release is not the one in force"
        ]
    finally:
        kept.rename(path)


def test_all_tests_are_due_each_week(
    project: Project, folder: Path, raw: Path
) -> None:
    """Since a release that passed them all, at whatever time of its day."""
    warehouse = project.warehouse(folder)
    ((released_at,),) = warehouse.rows(
        "select released_at from history.int_releases"
    )
    late = f"date_trunc('day', timestamp '{released_at}' - interval 7 day)"
    warehouse.execute(f"{SHIFT} {late} + interval 86399 second")
    try:
        (said,) = words_of(project, folder, raw)
        assert said.startswith("Unchanged")
        changed = {"holdout_percent": 11}
        assert words_of(project, folder, raw, **changed)[1:] == [
            "Tests all are due"
        ]
        changed["whole_check_days"] = 8
        assert words_of(project, folder, raw, **changed)[1:] == []
    finally:
        warehouse.execute(f"{SHIFT} timestamp '{released_at}'")


def test_what_was_read_for_no_release_is_news(
    project: Project, folder: Path, raw: Path
) -> None:
    """A build that breaks off has read a file that no release holds."""
    before = words_of(project, folder, raw)
    warehouse = project.warehouse(folder)
    kept = warehouse.path.read_bytes()
    add_file(raw)
    try:
        broken = project.changed_model("user_measures", break_off)
        assert not broken.build(raw, within=folder).succeeded
        assert words_of(project, folder, raw) == [
            "New raw files that were read, or a campaign that was started"
        ]
    finally:
        (raw / SESSIONS.format(2)).unlink()
        warehouse.path.write_bytes(kept)
    assert words_of(project, folder, raw) == before


def test_a_campaign_that_was_started_is_news(
    project: Project, folder: Path, raw: Path
) -> None:
    """Who is sent what is still to be released."""
    warehouse = project.warehouse(folder)
    frozen = "history.int_frozen_assignments"
    warehouse.execute(
        f"insert into {frozen} (data_set, campaign_id, user_id)"
        " values ('own', 'rewards_2023', 1)"
    )
    try:
        assert words_of(project, folder, raw) == [
            "New raw files that were read, or a campaign that was started"
        ]
    finally:
        warehouse.execute(f"delete from {frozen}")


def test_what_an_address_holds_can_always_be_new(
    project: Project, folder: Path, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if all else is as it was."""
    ((made_of,),) = project.warehouse(folder).rows(
        "select made_of from history.int_releases"
    )
    monkeypatch.setattr("traveltide.warehouse.made_of", lambda: made_of)
    assert words_of(project, folder, raw)[0].startswith("Unchanged ")
    whole = write_small(folder / "whole")
    assert words_of(
        project,
        folder,
        "public",
        public_raw_files={name: f"file://{whole}/{name}.csv" for name in FILES},
    ) == ["New what is behind an address can always be"]


def test_a_day_is_built_where_there_is_one(
    project: Project, folder: Path, raw: Path
) -> None:
    """Nothing is written without news; with some, all but weekly tests run."""
    published = Published(folder / "published")
    before, first = published.bytes(), published.release_id()
    done = daily(project, folder, raw)
    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("Unchanged  nothing is new since release ")
    assert len(done.stdout.splitlines()) == 1
    assert published.bytes() == before
    add_file(raw)
    done = daily(project, folder, raw)
    assert done.returncode == 0, done.stdout
    assert "New        raw files: 1 added, 0 changed, 0 gone" in done.stdout
    assert published.release_id() != first
    assert "PASS user_measures_are_not_negative" in done.stdout
    assert "identifies_rows_user_measures_user_id" not in done.stdout
    assert project.warehouse(folder).rows(
        "select is_wholly_tested from history.int_releases order by released_at"
    ) == [(True,), (False,)]


def test_an_error_of_a_day_is_that_of_dbt(
    project: Project, folder: Path, raw: Path
) -> None:
    done = daily(project, folder, raw / "elsewhere")
    assert done.returncode != 0
    assert "raw file missing: expected users.csv" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_an_option_that_only_some_commands_take_is_refused_aloud(
    project: Project, folder: Path, raw: Path
) -> None:
    done = daily(project, folder, raw, "--select", "user_perks")
    assert done.returncode == 2
    assert done.stderr.startswith("Error: No such option")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("variables", "problem"),
    [
        ({"whole_check_days": "x"}, "var whole_check_days is x, expected"),
        ({"holdout_procent": 1}, "var holdout_procent is unknown"),
    ],
)
def test_a_wrong_var_is_refused_at_the_look(
    variables: dict[str, object],
    problem: str,
    project: Project,
    folder: Path,
    raw: Path,
) -> None:
    outcome = look(project, folder, raw, **variables)
    assert not outcome.succeeded
    assert problem in outcome.output


def test_a_list_that_would_leave_forgotten_users_in_is_refused_at_the_look(
    project: Project, folder: Path, raw: Path
) -> None:
    """Its numbers are not hashes, and it is refused though it is not new."""
    numbers = project.changed_seed(
        folder, "forgotten_users", lambda text: f"{text}1,2\n"
    )
    outcome = look(numbers, folder, raw)
    assert not outcome.succeeded
    assert "make forget" in outcome.output
