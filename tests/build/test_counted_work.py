"""Work that is counted, not timed: the same on every machine, at any load."""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt.contracts.results import RunResult
from dbt_project import FILES, Outcome, Project
from file_opens import FileOpens
from small_raw import write_small
from traveltide.forgetting import lend_salt

# Once for its checksum, once for its first line, and once to be read.
OPENS_PER_FILE = 3

# How often a build with its data tests may scan what has more rows than there
# are users. Whoever needs one more scan raises the limit here and says why in
# the commit; whoever saves one lowers it.
SCAN_LIMITS = {
    "base_traveltide__flights": 7,
    "base_traveltide__hotels": 6,
    "base_traveltide__sessions": 13,
    "int_backtest_choices": 1,
    "int_backtest_outcomes": 3,
    "int_backtest_points": 1,
    "int_backtest_users": 4,
    "int_bought_items": 7,
    "int_budget_steps": 1,
    "int_offer_steps": 1,
    "int_sessions_grouped_by_trip": 1,
    "int_training_items": 2,
    "int_trips": 21,
    "int_user_offers": 3,
    "ml_backtest_segments": 1,
    "ml_item_weights": 2,
    "user_items": 3,
    "user_perk_affinities": 8,
}

# Who scans a large table twice, and why once is not enough.
SCANNED_TWICE = {
    "base_traveltide__repeated_sessions": "hashes first, rows of few suspects",
    "base_traveltide__repeated_flights": "hashes first, rows of few suspects",
    "base_traveltide__repeated_hotels": "hashes first, rows of few suspects",
    "int_model_lifts": "by perk, and over all perks of a policy",
}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts opens")
def test_each_raw_file_is_looked_at_once_and_read_once(
    project: Project, tmp_path: Path
) -> None:
    folder = write_small(tmp_path / "raw")
    paths = [folder / f"{name}.csv" for name in FILES]
    with FileOpens(paths) as opens:
        outcome = project.build(folder, within=tmp_path)
    assert outcome.succeeded, outcome.errors
    counts = {path.stem: opens.counts[path] for path in paths}
    assert counts == dict.fromkeys(FILES, OPENS_PER_FILE)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts opens")
def test_every_opening_is_counted(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("twice", "never")]
    for path in paths:
        path.write_text("x")
    with FileOpens(paths) as opens:
        duckdb.execute(
            f"from read_csv('{paths[0]}', auto_detect = false,"
            " columns = {'a': 'varchar'})"
        ).fetchall()
        paths[0].read_text()
    assert opens.counts == {paths[0]: 2}


def scanned_tables(plan: Mapping[str, Any]) -> Iterator[str]:
    """Return the stored table of every scan in a plan of DuckDB."""
    if plan["name"].strip() == "SEQ_SCAN":
        yield plan["extra_info"]["Table"].split(".")[-1]
    for child in plan["children"]:
        yield from scanned_tables(child)


def scans_of(
    result: RunResult, connection: duckdb.DuckDBPyConnection
) -> Counter[str]:
    """Count the scans of one node, those within views included.

    A Python model reads each of its parents through a projection, once.
    """
    node = result.node
    if getattr(node, "language", "") == "python":
        return Counter(name.split(".")[-1] for name in node.depends_on_nodes)
    rows = connection.execute(f"explain (format json) {node.compiled_code}")
    (plan,) = json.loads(rows.fetchall()[-1][1])
    return Counter(scanned_tables(plan))


@pytest.fixture(scope="module")
def scans(built: Outcome) -> dict[str, Counter[str]]:
    """Count the scans of large tables by every model and data test."""
    runs = [
        result
        for result in built.results
        if result.node.resource_type in ("model", "test")
        and result.node.config.materialized != "view"
    ]
    with duckdb.connect(str(built.warehouse.path), read_only=True) as open_file:
        # dbt's plugin teaches these to its own connections.
        open_file.create_function(
            "is_releasing", lambda _: True, ["varchar"], "boolean"
        )
        lend_salt(open_file)
        (user_count,) = open_file.table("staging.base_traveltide__users").shape[
            :1
        ]
        large = {
            name
            for name, row_count in open_file.execute(
                "select table_name, estimated_size from duckdb_tables()"
            ).fetchall()
            if row_count > user_count
        }
        counted = {run.node.name: scans_of(run, open_file) for run in runs}
    return {
        name: Counter({each: of[each] for each in large & set(of)})
        for name, of in counted.items()
    }


def test_large_tables_are_scanned_no_more_than_their_share(
    scans: dict[str, Counter[str]],
) -> None:
    total = sum(scans.values(), Counter())
    beyond = {
        f"{table}: {count} scans, at most {SCAN_LIMITS.get(table, 0)}": [
            name for name, of in scans.items() if of[table]
        ]
        for table, count in total.items()
        if count > SCAN_LIMITS.get(table, 0)
    }
    assert not beyond
    # A limit of what is not there any more protects nothing.
    assert set(SCAN_LIMITS) == set(total)


def test_nobody_scans_a_large_table_twice_without_a_reason(
    scans: dict[str, Counter[str]],
) -> None:
    twice = {
        name for name, of in scans.items() if max(of.values(), default=0) > 1
    }
    assert twice == set(SCANNED_TWICE)
