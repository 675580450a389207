"""Superset on a released database: it reads, it cannot write or be in the way.

Every figure is compared with SQL on the file itself.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt_project import Project, Warehouse
from published import RELEASABLE
from superset_server import Refused, Superset

USERS_PER_PERK = """
select primary_perk, count(*) as user_count
from marts.user_perks
group by primary_perk
"""
# The same, but seconds long: every user is counted a million times.
SLOW_USERS_PER_PERK = """
select primary_perk, count(distinct user_id) as user_count
from marts.user_perks
cross join range(1000000)
group by primary_perk
"""
HOLD_SECONDS = 60


@pytest.fixture(scope="module")
def released(module_folder: Path) -> Warehouse:
    """Return the database that a build released, and Superset stays with."""
    return Warehouse(module_folder / "published" / "traveltide.duckdb")


@pytest.fixture(scope="module")
def superset(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Superset]:
    """Start Superset from nothing."""
    with Superset(tmp_path_factory.mktemp("superset")) as superset:
        yield superset


@pytest.fixture(scope="module")
def database(superset: Superset, released: Warehouse) -> int:
    """Connect Superset as the README says."""
    answer = superset.post(
        "database/",
        database_name="TravelTide",
        sqlalchemy_uri=f"duckdb:///{released.path}?access_mode=READ_ONLY",
        expose_in_sqllab=True,
        # Superset would let statements pass that change data.
        allow_dml=True,
    )
    return answer["id"]


@pytest.fixture(scope="module")
def dataset(superset: Superset, database: int) -> int:
    """Make a dataset of a mart."""
    answer = superset.post(
        "dataset/", database=database, schema="marts", table_name="user_perks"
    )
    return answer["id"]


@pytest.fixture(scope="module")
def chart(superset: Superset, dataset: int) -> int:
    """Make a chart of the users per perk."""
    source = {"id": dataset, "type": "table"}
    query = {"columns": ["primary_perk"], "metrics": ["count"]}
    answer = superset.post(
        "chart/",
        slice_name="Users per perk",
        viz_type="pie",
        datasource_id=dataset,
        datasource_type="table",
        params=json.dumps({"groupby": ["primary_perk"], "metric": "count"}),
        query_context=json.dumps({"datasource": source, "queries": [query]}),
    )
    return answer["id"]


def drawn(superset: Superset, chart: int) -> dict[str, int]:
    """Return the figures that a chart draws now, from no cache."""
    answer = superset.get(f"chart/{chart}/data/", force="true")
    rows = answer["result"][0]["data"]
    return {row["primary_perk"]: row["count"] for row in rows}


def sql_lab(
    superset: Superset, database: int, sql: str
) -> list[tuple[Any, ...]]:
    """Return the rows that a statement yields in SQL Lab."""
    answer = superset.post(
        "sqllab/execute/", database_id=database, sql=sql, runAsync=False
    )
    return [tuple(row.values()) for row in answer["data"]]


def holds(superset: Superset, file: Path) -> bool:
    """Say whether Superset has a file open, which must be frozen meanwhile.

    DuckDB itself tells: it lets nobody write to a file that another process
    reads, and says which.
    """
    try:
        duckdb.connect(str(file)).close()
    except duckdb.IOException as error:
        return f"(PID {superset.process.pid})" in str(error)
    return False


@contextmanager
def frozen_while_it_holds(superset: Superset, file: Path) -> Iterator[None]:
    """Freeze Superset at a moment when it has a file open."""
    deadline = time.monotonic() + HOLD_SECONDS
    while time.monotonic() < deadline:
        with superset.frozen():
            if holds(superset, file):
                yield
                return
        time.sleep(0.02)
    pytest.fail(f"Superset did not open {file} in {HOLD_SECONDS} s")


def test_every_mart_is_found(
    superset: Superset, database: int, released: Warehouse
) -> None:
    answer = superset.get(
        f"database/{database}/tables/", q="(schema_name:marts)"
    )
    found = {table["value"] for table in answer["result"]}
    assert found == {
        name
        for (name,) in released.rows(
            "select table_name from duckdb_tables() where schema_name = 'marts'"
        )
    }
    assert "user_perks" in found


def test_columns_come_with_what_they_mean(
    superset: Superset, dataset: int, released: Warehouse
) -> None:
    columns = superset.get(f"dataset/{dataset}")["result"]["columns"]
    described = {
        column["column_name"]: column["description"] for column in columns
    }
    assert described == dict(
        released.rows(
            "select column_name, comment from duckdb_columns()"
            " where schema_name = 'marts' and table_name = 'user_perks'"
        )
    )
    assert all(described.values())


def test_a_chart_draws_the_figures_of_the_file(
    superset: Superset, chart: int, released: Warehouse
) -> None:
    expected = dict(released.rows(USERS_PER_PERK))
    assert len(expected) > 1
    assert drawn(superset, chart) == expected


def test_sql_lab_finds_the_figures_of_the_file(
    superset: Superset, database: int, released: Warehouse
) -> None:
    found = sql_lab(superset, database, USERS_PER_PERK)
    assert dict(found) == dict(released.rows(USERS_PER_PERK))


@pytest.mark.parametrize(
    "sql",
    [
        "create table marts.mine as select 1 as one",
        "insert into marts.user_perks select * from marts.user_perks",
        "update marts.user_perks set primary_perk = 'mine'",
        "delete from marts.user_perks",
        "drop table marts.user_perks",
    ],
    ids=lambda sql: sql.split()[0],
)
def test_writing_is_refused(
    superset: Superset, database: int, released: Warehouse, sql: str
) -> None:
    before = released.path.read_bytes()
    with pytest.raises(Refused, match="attached in read-only mode"):
        sql_lab(superset, database, sql)
    assert released.path.read_bytes() == before


def test_a_build_releases_while_superset_holds_the_file(
    project: Project,
    generated: Path,
    module_folder: Path,
    superset: Superset,
    database: int,
    chart: int,
    released: Warehouse,
) -> None:
    before = dict(released.rows(USERS_PER_PERK))
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(sql_lab, superset, database, SLOW_USERS_PER_PERK)
        with frozen_while_it_holds(superset, released.path):
            outcome = project.build(
                generated,
                within=module_folder,
                perk_policy="individual",
                **RELEASABLE,
            )
            assert outcome.succeeded, outcome.output
            after = dict(released.rows(USERS_PER_PERK))
            assert after != before
        # What it held it reads to the end; what it opens next is new.
        assert dict(answer.result()) == before
    assert drawn(superset, chart) == after
