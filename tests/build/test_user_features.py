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
from traveltide.forgetting import lend_salt

TOLERANCE = 1e-9
SCHEMAS = ("staging", "facts", "measures", "marts")


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


def other_columns_gzipped(source: Path, target: Path, name: str) -> None:
    """Put rows and columns into another order, add some, and compress."""
    header, *rows = read_lines(source / f"{name}.csv")
    draw = random.Random(name)
    draw.shuffle(rows)
    order = list(range(len(header)))
    draw.shuffle(order)
    extra = ["it's new", *([" x,\n"] * len(rows))]
    changed = [
        [added, *(line[position] for position in order), "last"]
        for added, line in zip(extra, [header, *rows], strict=True)
    ]
    write_lines(changed, target / f"{name}.csv.gz")


def parquet_of_text(source: Path, target: Path, name: str) -> None:
    duckdb.execute(
        f"copy (select * from read_csv('{source / name}.csv',"
        " all_varchar = true, header = true) order by random())"
        f" to '{target / name}.parquet'"
    )


def crlf_with_byte_order_mark(source: Path, target: Path, name: str) -> None:
    text = (source / f"{name}.csv").read_bytes()
    changed = b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n")
    (target / f"{name}.csv").write_bytes(changed)


FORMS = (other_columns_gzipped, parquet_of_text, crlf_with_byte_order_mark)


def with_four_threads(project: Project, folder: Path) -> Project:
    """Return the project with a profile that gives DuckDB four threads."""
    profiles = yaml.safe_load(
        (project.root / "profiles/profiles.yml").read_text(encoding="utf-8")
    )
    target = profiles["traveltide"]["outputs"]["dev"]
    target["settings"] |= {"threads": 4}
    (folder / "profiles.yml").write_text(yaml.safe_dump(profiles))
    other = replace(project, profiles=folder)
    vars(other)["manifest"] = project.manifest
    return other


@pytest.mark.parametrize("first", range(len(FORMS)))
def test_form_of_the_files_does_not_matter(
    first: int,
    project: Project,
    built: Outcome,
    generated: Path,
    tmp_path: Path,
) -> None:
    """The same rows in another guise give the same tables, to the byte.

    Each file takes each form once; the number of threads, dbt's and DuckDB's,
    matters as little.
    """
    for place, name in enumerate((*FILES, "campaign_events")):
        FORMS[(first + place) % len(FORMS)](generated, tmp_path, name)
    words = (*TO_FEATURES, *NO_TESTS)
    if first:
        again = project.build(tmp_path, *words, within=tmp_path)
    else:
        using = with_four_threads(project, tmp_path)
        again = using.build(tmp_path, *words, "--threads", "4", within=tmp_path)
    assert again.succeeded, again.output
    found = again.warehouse.contents(*SCHEMAS)
    assert {"marts.user_features", "facts.int_trips"} < set(found)
    whole = built.warehouse.contents(*SCHEMAS)
    assert found == {name: whole[name] for name in found}


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
            *("--select", "int_active_window+,+user_features", *NO_TESTS),
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


def signups_2022(tables: CleanTables) -> set[int]:
    sessions = counted_sessions(tables)
    counts = sessions["user_id"].value_counts()
    active = set(counts[counts > 1].index)
    bookers = set(sessions[sessions["trip_id"].notna()]["user_id"])
    year = tables.users["sign_up_date"].dt.year
    return set(tables.users[year == 2022]["user_id"]) & (active | bookers)


def test_other_cohort_has_the_users_that_pandas_finds(
    chosen: Callable[..., Outcome], clean_tables: CleanTables
) -> None:
    outcome = chosen(cohort="signups_2022")
    assert outcome.succeeded, outcome.errors
    expected = signups_2022(clean_tables)
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
        "select max(booked_at) < '2023-06-16', count(*) > 0"
        " from facts.int_trips where is_in_window"
    ) == [(True, True)]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("frequent_2024", "frequent_2024"),
        ("", "blank"),
        ("it's", "it's"),
        (None, "null"),
    ],
)
def test_unknown_cohort_lists_the_known_ones(
    name: str | None, said: str, chosen: Callable[..., Outcome]
) -> None:
    outcome = chosen(cohort=name)
    assert not outcome.succeeded
    assert (
        f"var cohort is {said}, expected one of"
        " frequent_2023, mastery_2023, signups_2022"
    ) in outcome.errors, outcome.errors


def test_date_that_is_none_is_named(chosen: Callable[..., Outcome]) -> None:
    outcome = chosen(as_of_date="last friday")
    assert not outcome.succeeded
    assert "last friday" in outcome.errors, outcome.errors


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
            lend_salt(connection)
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
    """Whatever the rows, and whatever their order."""
    for table in raw:
        note(table.to_csv(index=False))
    features = bench.features(raw, data.draw(row_orders(raw)))
    assert_same_features(features, user_features(raw))
