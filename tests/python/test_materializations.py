"""How the project's own materializations replace what a build left before."""

from pathlib import Path

import pytest
from dbt.artifacts.resources import ColumnInfo
from dbt.contracts.graph.nodes import ModelNode
from dbt_project import NO_TESTS, NO_UNIT_TESTS, Outcome, Project, Warehouse

VIEW = "stg_traveltide__users"
TABLE = "int_active_window"
LEARNT = "ml_segment_centroids"
SCHEMAS = ("staging", "intermediate")


@pytest.fixture
def warehouse(project: Project, small_folder: Path) -> Warehouse:
    return project.warehouse(small_folder)


def failures(outcome: Outcome) -> dict[str, list[str]]:
    """Return the stored tables of failures, with their rows."""
    return outcome.warehouse.contents("test_failures")


def test_failing_rows_are_stored_until_the_test_passes(
    project: Project, small_folder: Path
) -> None:
    def tested() -> Outcome:
        return project.build(
            small_folder / "raw",
            *("--select", TABLE, "--resource-type", "test"),
            within=small_folder,
        )

    passed = tested()
    assert passed.succeeded, passed.errors
    assert failures(passed) == {}
    project.warehouse(small_folder).execute(
        f"create table keep as from intermediate.{TABLE}",
        f"insert into intermediate.{TABLE} from keep limit 1",
    )
    failed = tested()
    assert not failed.succeeded
    ((name, (row,)),) = failures(failed).items()
    assert name == f"test_failures.identifies_rows_{TABLE}_cohort_name"
    assert row.endswith(", 2)")
    project.warehouse(small_folder).execute(
        f"delete from intermediate.{TABLE}",
        f"insert into intermediate.{TABLE} from keep",
    )
    mended = tested()
    assert mended.succeeded, mended.errors
    assert failures(mended) == {}


def test_view_takes_the_place_of_a_table(
    project: Project, small_folder: Path, warehouse: Warehouse
) -> None:
    kept = warehouse.contents("staging")[f"staging.{VIEW}"]
    project.warehouse(small_folder).execute(
        f"drop view staging.{VIEW}",
        f"create table staging.{VIEW} as select 1 as one",
    )
    outcome = project.build(
        small_folder / "raw", "--select", VIEW, *NO_TESTS, within=small_folder
    )
    assert outcome.succeeded, outcome.errors
    assert warehouse.contents("staging")[f"staging.{VIEW}"] == kept


@pytest.mark.parametrize("model", [VIEW, TABLE])
def test_model_that_fails_leaves_what_was_there(
    project: Project, small_folder: Path, warehouse: Warehouse, model: str
) -> None:
    def fail(node: ModelNode) -> None:
        node.raw_code = f"select no_such_column from ({node.raw_code})"

    before = warehouse.contents(*SCHEMAS)
    outcome = project.changed_model(model, fail).build(
        small_folder / "raw",
        "--select",
        model,
        *NO_UNIT_TESTS,
        within=small_folder,
    )
    assert not outcome.succeeded
    assert "no_such_column" in outcome.errors
    assert warehouse.contents(*SCHEMAS) == before


@pytest.mark.parametrize("model", [VIEW, TABLE, LEARNT])
def test_described_column_that_is_not_there_is_an_error(
    project: Project, small_folder: Path, warehouse: Warehouse, model: str
) -> None:
    def describe(node: ModelNode) -> None:
        node.columns["nowhere"] = ColumnInfo("nowhere", "Of no table.")

    if model != VIEW:
        # The same rows again would not be told from those of before.
        project.warehouse(small_folder).execute(
            f"alter table intermediate.{model} add mark boolean"
        )
    before = warehouse.contents(*SCHEMAS)
    outcome = project.changed_model(model, describe).build(
        small_folder / "raw", "--select", model, *NO_TESTS, within=small_folder
    )
    assert not outcome.succeeded
    assert "nowhere" in outcome.errors
    after = warehouse.contents(*SCHEMAS)
    assert {name: after[name] for name in before} == before
