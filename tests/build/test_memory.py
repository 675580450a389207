"""What the working file remembers: who may write it, and what it outlives."""

from datetime import date
from pathlib import Path

import pytest
from dbt_project import NO_TESTS, Outcome, Project, Warehouse
from published import RELEASABLE, Published

NEXT_DAY = {**RELEASABLE, "as_of_date": "2023-07-29"}
FORMER = {
    "releases": "from history.int_releases",
    "perk_history": "from history.int_perk_intervals",
    "model_versions": (
        "select * exclude (training_reason, rejection_reason),"
        " 'champion' as status, training_reason as status_reason"
        " from history.int_trained_versions"
    ),
}


@pytest.fixture
def warehouse(folder: Path) -> Warehouse:
    return Warehouse(folder / "traveltide.duckdb")


def assert_goes_on(outcome: Outcome, folder: Path) -> None:
    """Check that a second release knows of the first, of another day."""
    assert outcome.succeeded, outcome.errors
    published = Published(folder / "published")
    assert published.rows("select count(*) from marts.releases") == [(2,)]
    reasons = "select min(valid_from) from marts.perk_history"
    ((first_day,),) = published.rows(reasons)
    assert str(first_day) == "2023-07-28"


def test_a_new_column_of_the_memory_is_appended(
    pageless: Project, generated: Path, folder: Path, warehouse: Warehouse
) -> None:
    """A file of before the column keeps its history; the column is null."""
    dropped = {
        "int_releases": "settings_fingerprint",
        "int_perk_intervals": "signal_fingerprint",
        "int_trained_versions": "perk_change_share",
    }
    kept = "select user_id, valid_from from history.int_perk_intervals"
    before = set(warehouse.rows(kept))
    warehouse.execute(
        *(
            f"alter table history.{table} drop column {column}"
            for table, column in dropped.items()
        )
    )
    outcome = pageless.build(generated, within=folder, **NEXT_DAY)
    assert_goes_on(outcome, folder)
    assert before <= set(warehouse.rows(kept))
    for table, column in dropped.items():
        assert warehouse.rows(f"select {column} from history.{table}")
    assert warehouse.rows(
        "select settings_fingerprint is null from history.int_releases"
        " order by released_at"
    ) == [(True,), (False,)]


def test_the_memory_of_an_earlier_version_is_taken_over(
    pageless: Project, generated: Path, folder: Path, warehouse: Warehouse
) -> None:
    """Its models are listed; this build trains one that it can score with."""
    ((model,),) = warehouse.rows(
        "select model_version from marts.model_versions"
    )
    warehouse.execute(
        "create schema remembered",
        *(
            f"create table remembered.{name} as {query}"
            for name, query in FORMER.items()
        ),
        "update remembered.model_versions set model_version = 'former'",
        "update remembered.releases set model_version = 'former'",
        "drop schema history cascade",
        "drop schema learn cascade",
    )
    outcome = pageless.build(generated, within=folder, **NEXT_DAY)
    assert_goes_on(outcome, folder)
    assert Published(folder / "published").rows(
        "select model_version, status, status_reason from marts.model_versions"
        " order by status"
    ) == [
        (model, "champion", "first model"),
        ("former", "retired", "first model"),
    ]
    assert "remembered" not in {
        name
        for (name,) in warehouse.rows("select schema_name from duckdb_tables()")
    }


@pytest.mark.parametrize("words", [("run",), ("build", *NO_TESTS)])
def test_what_does_not_release_changes_no_memory(
    words: tuple[str, ...],
    pageless: Project,
    generated: Path,
    folder: Path,
    warehouse: Warehouse,
) -> None:
    before = warehouse.contents("history")
    outcome = pageless.run(
        *words, within=folder, raw_location=str(generated), **NEXT_DAY
    )
    assert outcome.succeeded, outcome.errors
    after = warehouse.contents("history")
    for name in ("history.int_releases", "history.int_perk_intervals"):
        assert after[name] == before[name]


def test_days_that_were_not_released_are_not_gone_on_from(
    pageless: Project, generated: Path, folder: Path, warehouse: Warehouse
) -> None:
    """Such as those of a build that was stopped between memory and release."""
    outcome = pageless.build(generated, within=folder, **NEXT_DAY)
    assert outcome.succeeded, outcome.errors
    warehouse.execute(
        "delete from history.int_releases where as_of_date = '2023-07-29'",
        "update history.int_perk_intervals set valid_to = '2023-07-29',"
        " end_reason = 'changed' where valid_from = '2023-07-28'",
    )
    outcome = pageless.build(
        generated, within=folder, **NEXT_DAY | {"as_of_date": "2023-07-30"}
    )
    assert_goes_on(outcome, folder)
    assert {
        str(day)
        for days in warehouse.rows(
            "select valid_from, valid_to from marts.perk_history"
        )
        for day in days
    } <= {"2023-07-28", "2023-07-30", "None"}


def test_a_copy_put_back_goes_on_from_its_last_release(
    pageless: Project, generated: Path, folder: Path, warehouse: Warehouse
) -> None:
    """The history knows no later day, and no other model is trained."""
    model = "select model_version, status from marts.model_versions"
    before = warehouse.rows(model)
    kept = warehouse.path.read_bytes()
    outcome = pageless.build(generated, within=folder, **NEXT_DAY)
    assert outcome.succeeded, outcome.errors
    warehouse.path.write_bytes(kept)
    outcome = pageless.build(
        generated, within=folder, **NEXT_DAY | {"as_of_date": "2023-07-30"}
    )
    assert_goes_on(outcome, folder)
    assert Published(folder / "published").rows(model) == before
    assert warehouse.rows(
        "select distinct as_of_date from history.int_releases order by all"
    ) == [(date(2023, 7, 28),), (date(2023, 7, 30),)]
