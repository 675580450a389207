"""The features that dbt builds, against a second opinion and against itself."""

import csv
import gzip
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import yaml
from dbt_project import (
    FILES,
    NO_TESTS,
    NO_UNIT_TESTS,
    TO_FEATURES,
    Outcome,
    Project,
)
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from raw_strategies import raw_tables, row_orders, write_raw
from reference_features import (
    CleanTables,
    RawTables,
    clean,
    read_raw,
    text_table,
    user_features,
)
from small_raw import small_tables

TOLERANCE = 1e-9
SCHEMAS = ("staging", "intermediate", "marts")


def assert_same_features(actual: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Compare every user and column; report the worst of each column."""
    assert list(actual.columns) == list(expected.columns)
    assert actual.index.tolist() == expected.index.tolist()
    left, right = actual.astype("float64"), expected.astype("float64")
    distance = (left - right).abs() / right.abs().clip(lower=1.0)
    is_wrong = (left.isna() != right.isna()) | (distance > TOLERANCE)
    worst = {
        column: pd.DataFrame({"dbt": left[column], "reference": right[column]})[
            is_wrong[column]
        ].head(3)
        for column in actual.columns[is_wrong.any()]
    }
    assert not worst, worst


# Generated data


def test_features_equal_the_reference(built: Outcome, generated: Path) -> None:
    """Every user and column, to 1e-9."""
    expected = user_features(read_raw(generated))
    assert len(expected) > 900
    assert_same_features(built.warehouse.user_features(), expected)


def test_generated_data_reaches_every_feature(built: Outcome) -> None:
    """A comparison of columns that never vary would prove nothing."""
    features = built.warehouse.user_features()
    assert (features.nunique() > 2).all(), features.nunique()


def read_lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write_lines(lines: list[list[str]], path: Path) -> None:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerows(lines)


def shuffled_rows(source: Path, target: Path) -> None:
    for name in FILES:
        header, *rows = read_lines(source / f"{name}.csv")
        random.Random(name).shuffle(rows)
        write_lines([header, *rows], target / f"{name}.csv")


def other_columns_gzipped(source: Path, target: Path) -> None:
    """Put columns into another order, add some, and compress the files."""
    for name in FILES:
        lines = read_lines(source / f"{name}.csv")
        order = list(range(len(lines[0])))
        random.Random(name).shuffle(order)
        extra = ["it's new", *([" x,\n"] * (len(lines) - 1))]
        changed = [
            [added, *(line[position] for position in order), "last"]
            for added, line in zip(extra, lines, strict=True)
        ]
        write_lines(changed, target / f"{name}.csv.gz")


def parquet_of_text(source: Path, target: Path) -> None:
    for name in FILES:
        duckdb.execute(
            f"copy (select * from read_csv('{source / name}.csv',"
            " all_varchar = true, header = true))"
            f" to '{target / name}.parquet'"
        )


def parquet_of_types(source: Path, target: Path) -> None:
    """Let DuckDB find the types that another program would write."""
    for name in FILES:
        duckdb.execute(
            f"copy (select * from read_csv('{source / name}.csv',"
            " header = true, sample_size = -1))"
            f" to '{target / name}.parquet'"
        )


def crlf_with_byte_order_mark(source: Path, target: Path) -> None:
    for name in FILES:
        text = (source / f"{name}.csv").read_bytes()
        changed = b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n")
        (target / f"{name}.csv").write_bytes(changed)


def assert_same_tables(again: Outcome, built: Outcome) -> None:
    """Prove everything up to the features equal, to the byte."""
    found = again.warehouse.contents(*SCHEMAS)
    assert {"marts.user_features", "facts.int_trips"} < set(found)
    whole = built.warehouse.contents(*SCHEMAS)
    assert found == {name: whole[name] for name in found}


@pytest.mark.parametrize(
    "change",
    [
        shuffled_rows,
        other_columns_gzipped,
        parquet_of_text,
        crlf_with_byte_order_mark,
    ],
)
def test_form_of_the_files_does_not_matter(
    change: Callable[[Path, Path], None],
    project: Project,
    built: Outcome,
    generated: Path,
    tmp_path: Path,
) -> None:
    """The same rows in another guise give the same tables, to the byte."""
    change(generated, tmp_path)
    again = project.build(tmp_path, *TO_FEATURES, *NO_TESTS, within=tmp_path)
    assert again.succeeded, again.output
    assert_same_tables(again, built)


def test_number_of_threads_does_not_matter(
    project: Project, built: Outcome, generated: Path, tmp_path: Path
) -> None:
    """One thread of dbt and of DuckDB gives the bytes that two give."""
    profiles = yaml.safe_load(
        (project.root / "profiles/profiles.yml").read_text(encoding="utf-8")
    )
    target = profiles["traveltide"]["outputs"]["dev"]
    target["threads"] = 1
    target["settings"] |= {"threads": 1}
    (tmp_path / "profiles.yml").write_text(yaml.safe_dump(profiles))
    alone = replace(project, profiles=tmp_path)
    again = alone.build(generated, *TO_FEATURES, *NO_TESTS, within=tmp_path)
    assert again.succeeded, again.output
    assert "1 threads" in again.output
    assert_same_tables(again, built)


# Other cohorts and dates, on the files and tables of the generated data


@pytest.fixture(scope="module")
def chosen(
    project: Project,
    built: Outcome,
    generated: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., Outcome]:
    """Rebuild the features from the window on, for other vars.

    The model would stop the build: it knows one cohort.
    """
    folder = tmp_path_factory.mktemp("chosen")
    shutil.copy(built.warehouse.path, folder)

    def rebuild(**variables: object) -> Outcome:
        return project.build(
            generated,
            *NO_UNIT_TESTS,
            "--select",
            "int_active_window+,+user_features",
            "--indirect-selection",
            "buildable",
            within=folder,
            **variables,
        )

    return rebuild


@pytest.fixture(scope="module")
def clean_tables(generated: Path) -> CleanTables:
    return clean(read_raw(generated))


def counted_sessions(tables: CleanTables) -> pd.DataFrame:
    """Return the sessions since the window's first day."""
    sessions = tables.sessions
    return sessions[sessions["session_start"] >= pd.Timestamp(2023, 1, 4)]


def mastery_2023(tables: CleanTables) -> set[int]:
    counts = counted_sessions(tables)["user_id"].value_counts()
    return set(counts[counts >= 7].index)


def signups_2022(tables: CleanTables) -> set[int]:
    sessions = counted_sessions(tables)
    counts = sessions["user_id"].value_counts()
    active = set(counts[counts > 1].index)
    bookers = set(sessions[sessions["trip_id"].notna()]["user_id"])
    year = tables.users["sign_up_date"].dt.year
    return set(tables.users[year == 2022]["user_id"]) & (active | bookers)


@pytest.mark.parametrize("expected_users", [mastery_2023, signups_2022])
def test_other_cohorts_have_the_users_that_pandas_finds(
    expected_users: Callable[[CleanTables], set[int]],
    chosen: Callable[..., Outcome],
    clean_tables: CleanTables,
) -> None:
    outcome = chosen(cohort=expected_users.__name__)
    assert outcome.succeeded, outcome.errors
    expected = expected_users(clean_tables)
    assert len(expected) > 20
    assert set(outcome.warehouse.user_features().index) == expected


def test_mastery_cohort_equals_the_reference(
    chosen: Callable[..., Outcome], generated: Path
) -> None:
    """The reference knows another threshold and another day, too."""
    outcome = chosen(cohort="mastery_2023", as_of_date="2023-06-15")
    assert outcome.succeeded, outcome.errors
    expected = user_features(
        read_raw(generated), min_sessions=6, as_of_date=date(2023, 6, 15)
    )
    assert len(expected) > 50
    assert_same_features(outcome.warehouse.user_features(), expected)
    assert outcome.warehouse.rows(
        "select max(started_at) < '2023-06-16', count(*) > 0"
        " from facts.int_sessions_in_window"
    ) == [(True, True)]


@pytest.mark.parametrize("name", ["frequent_2024", "", "it's", None])
def test_unknown_cohort_lists_the_known_ones(
    name: str | None, chosen: Callable[..., Outcome], built: Outcome
) -> None:
    outcome = chosen(cohort=name)
    assert not outcome.succeeded
    assert (
        f"var cohort names no cohort: found {name}, expected one of"
        " frequent_2023, mastery_2023, signups_2022"
    ) in outcome.errors, outcome.errors


def test_date_that_is_none_is_named(chosen: Callable[..., Outcome]) -> None:
    outcome = chosen(as_of_date="last friday")
    assert not outcome.succeeded
    assert "last friday" in outcome.errors, outcome.errors


def test_seven_sessions_are_out_and_eight_are_in(
    project: Project, tmp_path: Path
) -> None:
    """From files to mart, with one session on each side of the window."""
    raw = small_tables()
    position = raw.sessions.groupby("user_id").cumcount()
    kept = {"1": 7, "2": 8, "3": 7, "4": 8}
    limit = raw.sessions["user_id"].map(kept).fillna(0)
    sessions = raw.sessions[position < limit].copy()
    first = sessions.groupby("user_id").head(1).set_index("user_id")
    # The third's eighth session is too early, one of the fourth's just not.
    early = (
        first.loc[["3"]]
        .reset_index()[sessions.columns]
        .assign(
            session_id="3-early", session_start="2023-01-03 23:59:59.999999"
        )
    )
    of_fourth = sessions["session_id"] == "4-session-1"
    sessions.loc[of_fourth, "session_start"] = "2023-01-04 00:00:00"
    changed = raw._replace(sessions=pd.concat([sessions, early]))
    outcome = project.build(
        write_raw(changed, tmp_path), *TO_FEATURES, *NO_TESTS, within=tmp_path
    )
    assert outcome.succeeded, outcome.errors
    assert outcome.warehouse.rows(
        "select user_id, session_count from marts.user_features order by all"
    ) == [(2, 8), (4, 8)]


# Awkward data


class Bench:
    """The compiled models, run without dbt on one small data set after another.

    What dbt would run is taken from a build of files without rows: the views
    over the raw files, the seeds, and every model in its order.
    """

    def __init__(self, outcome: Outcome, folder: Path) -> None:
        """Learn what the build has run."""
        self.folder = folder
        catalog = outcome.warehouse.path.stem
        seeds = outcome.warehouse.path
        self.before = [
            f"attach ':memory:' as {catalog}",
            f"attach '{seeds}' as built (read_only)",
            f"use {catalog}",
            *(f"create schema {name}" for name in ("raw", "seeds", *SCHEMAS)),
            "create table raw.malformed_lines as"
            " from built.raw.malformed_lines limit 0",
            *(
                f"create table seeds.{result.node.name} as"
                f" from built.seeds.{result.node.name}"
                for result in outcome.results
                if result.node.resource_type == "seed"
            ),
            "detach built",
        ]
        self.views = [
            sql
            for (sql,) in outcome.warehouse.rows(
                "select sql from duckdb_views() where schema_name = 'raw'"
            )
        ]
        self.models = [
            f"create {'view' if is_view else 'table'} {node.relation_name}"
            f" as {node.compiled_code}"
            for node in (result.node for result in outcome.results)
            if node.resource_type == "model"
            for is_view in [node.config.materialized == "view"]
        ]

    def features(
        self, raw: RawTables, order: dict[str, list[int]] | None = None
    ) -> pd.DataFrame:
        """Run everything on some tables and return the features."""
        write_raw(raw, self.folder, order)
        with duckdb.connect(config={"threads": 1}) as connection:
            for statement in [*self.before, *self.views, *self.models]:
                connection.execute(statement)
            return (
                connection.execute(
                    "select * from marts.user_features order by user_id"
                )
                .df()
                .set_index("user_id")
            )


@pytest.fixture(scope="module")
def bench(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Build files that have a header and no rows, and take the SQL from it."""
    folder = tmp_path_factory.mktemp("bench")
    tables = {name: text_table(name, []) for name in FILES}
    write_raw(RawTables(**tables), folder)
    outcome = project.build(folder, *TO_FEATURES, *NO_TESTS, within=folder)
    assert outcome.succeeded, outcome.output
    return Bench(outcome, folder)


# A thousand examples take minutes: see HYPOTHESIS_PROFILE in conftest.py.
@given(raw=raw_tables(), data=st.data())
@settings(suppress_health_check=list(HealthCheck))
def test_awkward_rows_equal_the_reference(
    bench: Bench, raw: RawTables, data: st.DataObject
) -> None:
    """Whatever the rows and their order: the reference, and the same bytes."""
    for table in raw:
        note(table.to_csv(index=False))
    features = bench.features(raw)
    assert_same_features(features, user_features(raw))
    again = bench.features(raw, data.draw(row_orders(raw)))
    pd.testing.assert_frame_equal(again, features, check_exact=True)
