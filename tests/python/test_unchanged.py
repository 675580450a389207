"""What is made of the same as in the last build is kept, and only that."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from dbt.contracts.graph.nodes import ModelNode
from dbt_project import NO_TESTS, NO_UNIT_TESTS, Outcome, Project
from published import FirstRelease
from traveltide import warehouse as plugin

# They do more than dbt knows of.
NEVER_KEPT = {"dashboard_page", "released_files"}
# The dashboard says at which minute it was built, and is made again by it.
BUILT = re.compile(r"\d+ \w+ \d{4}, \d\d:\d\d UTC")
DATED = {"panel_build_facts", "dashboard_panels", "dashboard_files"}
SCHEMAS = (
    *("staging", "intermediate", "marts"),
    *("quality", "restricted", "dashboard"),
)
TABLE = "int_sessions_aggregated_to_users"
VIEW = "int_sessions_in_window"
WINDOW = "int_active_window"


@pytest.fixture
def raw(small_release: FirstRelease) -> Path:
    """Return the files of the first build, where it read them."""
    return small_release.folder / "raw"


def only(model: str) -> tuple[str, ...]:
    """Return the options that build a model, without its tests."""
    return ("--select", model, "--resource-type", "model")


def build(
    project: Project,
    small_folder: Path,
    raw: Path,
    *words: str,
    **given: object,
) -> Outcome:
    outcome = project.build(raw, *words, within=small_folder, **given)
    assert outcome.succeeded, outcome.errors
    return outcome


def models(outcome: Outcome) -> set[str]:
    """Return all models that were run."""
    return {
        result.node.name
        for result in outcome.results
        if result.node.resource_type == "model"
    }


def made(outcome: Outcome) -> set[str]:
    """Return the models that were not kept."""
    return models(outcome) - {
        result.node.name
        for result in outcome.results
        if result.message == "UNCHANGED"
    }


def contents(outcome: Outcome) -> dict[str, list[str]]:
    """Return all rows, but for the minute of the build."""
    return {
        name: [BUILT.sub("", row) for row in rows]
        for name, rows in outcome.warehouse.contents(*SCHEMAS).items()
    }


def with_code(
    project: Project, model: str, change: Callable[[str], str]
) -> Project:
    """Return the project with other code of a model."""

    def edit(node: ModelNode) -> None:
        changed = change(node.raw_code)
        assert changed != node.raw_code
        node.raw_code = changed

    return project.changed_model(model, edit)


def test_nothing_is_made_again_of_the_same(
    project: Project, small_folder: Path, raw: Path
) -> None:
    # The first build trained a model, the second scores with it.
    second = build(project, small_folder, raw, *NO_TESTS)
    before = contents(second)
    third = build(project, small_folder, raw, *NO_TESTS)
    assert made(third) - DATED == NEVER_KEPT < made(second)
    assert contents(third) == before


def one_more_session(raw: Path) -> dict[str, object]:
    file = raw / "sessions.csv"
    text = file.read_text(encoding="utf-8")
    last = text.splitlines(keepends=True)[-1]
    added = last.replace("-session-8", "-session-9")
    assert added != last
    file.write_text(text + added, encoding="utf-8")
    return {}


def other_policy(_: Path) -> dict[str, object]:
    return {"perk_policy": "individual"}


@pytest.mark.parametrize(
    ("change", "kept", "changed"),
    [
        (
            one_more_session,
            # Its file lies elsewhere, but holds the same.
            {"base_traveltide__repeated_users"},
            {"base_traveltide__sessions", "user_features"},
        ),
        (
            other_policy,
            {"int_trips", "user_features", "int_user_perk_affinities"},
            {"int_user_perk_scores"},
        ),
    ],
)
def test_what_is_kept_is_what_would_be_made(
    change: Callable[[Path], dict[str, object]],
    kept: set[str],
    changed: set[str],
    project: Project,
    small_folder: Path,
) -> None:
    raw = small_folder / "raw"
    given = change(raw)
    again = build(project, small_folder, raw, *NO_TESTS, **given)
    assert changed <= made(again) <= models(again) - kept
    found = contents(again)
    words = (*NO_TESTS, "--full-refresh")
    afresh = build(project, small_folder, raw, *words, **given)
    assert made(afresh) == models(afresh)
    assert contents(afresh) == found


def test_part_of_a_build_looks_beneath_views(
    project: Project, small_folder: Path, raw: Path
) -> None:
    """What another command changed is seen, though no view was made since."""
    given = {"as_of_date": "2023-01-15"}
    assert made(build(project, small_folder, raw, *only(TABLE))) == set()
    build(project, small_folder, raw, *only(WINDOW), **given)
    assert made(build(project, small_folder, raw, *only(TABLE))) == {TABLE}


def test_part_of_a_build_looks_at_what_others_changed(
    project: Project, small_folder: Path, raw: Path
) -> None:
    cohort = "int_cohort_users"
    assert made(build(project, small_folder, raw, *only(cohort))) == set()
    project.warehouse(small_folder).execute(f"delete from intermediate.{TABLE}")
    assert made(build(project, small_folder, raw, *only(cohort))) == {cohort}


def test_changed_view_changes_what_reads_it(
    project: Project, small_folder: Path, raw: Path
) -> None:
    other = with_code(project, VIEW, lambda code: f"{code} where user_id > 0")
    assert made(build(other, small_folder, raw, *only(f"+{TABLE}"))) == {
        VIEW,
        TABLE,
    }


def test_model_that_leaves_no_stamp_is_not_taken_for_the_same(
    project: Project, small_folder: Path, raw: Path
) -> None:
    """It is made by dbt itself, which knows of no stamps, and adds to it."""

    def extend(node: ModelNode) -> None:
        node.config.materialized = "incremental"

    other = project.changed_model(TABLE, extend)
    outcome = build(other, small_folder, raw, *only(f"{TABLE}+1"))
    assert made(outcome) == models(outcome) > {TABLE}


def test_what_reads_the_same_is_kept(
    project: Project, small_folder: Path, raw: Path
) -> None:
    other = with_code(project, WINDOW, lambda code: f"{code} limit 9")
    assert made(build(other, small_folder, raw, *only(f"+{TABLE}"))) == {WINDOW}


def test_other_columns_are_not_the_same(
    project: Project, small_folder: Path, raw: Path
) -> None:
    other = with_code(
        project,
        WINDOW,
        lambda code: code.replace(
            "select * from active_window",
            "select * rename (session_count_above as another)"
            " from active_window",
        ),
    )
    # A described column has to be there.
    other.manifest.nodes[f"model.traveltide.{WINDOW}"].columns.clear()
    assert VIEW in made(build(other, small_folder, raw, *only(f"+{TABLE}")))


@pytest.mark.parametrize(
    "statement",
    [
        f"update intermediate.{TABLE} set session_count = 0",
        f"delete from intermediate.{TABLE}",
        f"create or replace table intermediate.{TABLE} as"
        f" from intermediate.{TABLE}",
        f"drop table intermediate.{TABLE}",
    ],
    ids=["rows", "no rows", "another table", "no table"],
)
def test_table_that_was_changed_by_hand_is_made_again(
    statement: str, project: Project, small_folder: Path, raw: Path
) -> None:
    warehouse = project.warehouse(small_folder)
    before = warehouse.contents(*SCHEMAS)
    warehouse.execute(statement)
    assert made(build(project, small_folder, raw, *only(f"+{TABLE}"))) == {
        TABLE
    }
    assert warehouse.contents(*SCHEMAS) == before


def test_other_software_makes_everything_again(
    project: Project,
    small_folder: Path,
    raw: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def environment_stamp(_: str) -> str:
        return "another"

    monkeypatch.setattr(plugin, "environment_stamp", environment_stamp)
    again = build(project, small_folder, raw, *only(f"+{TABLE}"))
    assert made(again) == models(again)


def test_stamp_of_the_software_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = plugin.environment_stamp.__wrapped__
    before = stamp("")
    monkeypatch.syspath_prepend(tmp_path)
    assert stamp("") == before
    (tmp_path / "duckdb-9.9.dist-info").mkdir()
    installed = stamp("")
    assert installed != before
    package = Path(
        shutil.copytree(Path(plugin.__file__).parent, tmp_path / "traveltide")
    )
    monkeypatch.setattr(plugin, "__file__", str(package / "warehouse.py"))
    assert stamp("") == installed
    with (package / "dashboard/assets/style.css").open("a") as style:
        style.write("/* Another. */")
    assert stamp("") != installed


def test_check_that_stops_a_run_is_not_kept(
    project: Project, small_folder: Path
) -> None:
    """What dbt build leaves to a test, dbt run finds by itself, each time."""
    raw = small_folder / "raw"
    with (raw / "sessions.csv").open("a", encoding="utf-8") as file:
        file.write("broken\n" * 20)
    words = ("--select", "+stg_traveltide__file_counts")
    project.build(raw, *words, *NO_UNIT_TESTS, within=small_folder)
    for _ in range(2):
        outcome = project.run(
            "run", *words, within=small_folder, raw_location=str(raw)
        )
        assert not outcome.succeeded
        assert "max_rejected_share" in outcome.errors
