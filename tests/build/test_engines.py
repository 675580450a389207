"""The same rows and perks on Sail, which speaks Spark's SQL, as on DuckDB."""

import csv
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from dbt_project import (
    NO_TESTS,
    QUICK,
    QUICK_VARS,
    ROOT,
    Project,
    Warehouse,
    copied_project,
)
from published import RELEASABLE
from small_raw import flight, hotel, session, user
from traveltide.engines_compared import compare_tables
from traveltide.forgetting import SALT, salt_check, salted_hash
from traveltide.spark import (
    COMPLETE,
    Engines,
    SparkError,
    check_java,
    check_master,
)
from two_engines import engines

Row = dict[str, str]
SAIL = ROOT / ".venv-sail"
needs_sail = pytest.mark.skipif(
    not (SAIL / "bin/dbt").exists(), reason="make install-sail installs it"
)
MOST = {
    # As many rows as these are more than any real file would be allowed.
    "max_rejected_share": 0.5,
    # What Python learns from.
    "train_sample_max": 300,
    "backtest_user_max": 100,
}
SECRET = "a salt of the tests"
FORGOTTEN = Path("seeds/traveltide/forgotten_users.csv")
# Values that one engine's cast might read, and another's not.
AWKWARD: list[tuple[str, Callable[[int], Row], Row]] = [
    ("users", user, {"user_id": " 900001 ", "home_city": "  New York\t"}),
    ("users", user, {"user_id": "900002.0", "birthdate": "1984/5/6"}),
    ("users", user, {"user_id": "+900003", "birthdate": "1984-5-6"}),
    ("users", user, {"user_id": "900004.5"}),
    ("users", user, {"user_id": "0x10"}),
    ("users", user, {"birthdate": "1984"}),
    ("users", user, {"birthdate": "epoch"}),
    ("users", user, {"birthdate": "infinity"}),
    ("users", user, {"birthdate": "2023-02-30"}),
    ("users", user, {"married": " TRUE", "has_children": "yes"}),
    ("users", user, {"home_city": 'a "b", \\c', "home_country": "x\\"}),
    ("users", user, {"home_airport_lat": "4.06e1"}),
    ("users", user, {"home_airport_lat": "91"}),
    ("users", user, {"home_airport_lat": "NaN"}),
    ("sessions", lambda n: session(n, 0), {"page_clicks": "-1"}),
    ("sessions", lambda n: session(n, 0), {"page_clicks": "1e2"}),
    ("sessions", lambda n: session(n, 0), {"page_clicks": "99999999999"}),
    (
        "sessions",
        lambda n: session(n, 0),
        {"flight_discount_amount": "0.3999999999999999"},
    ),
    ("sessions", lambda n: session(n, 0), {"hotel_discount_amount": "1.5"}),
    (
        "sessions",
        lambda n: session(n, 0),
        {"session_start": "2023-02-01T10:00:00"},
    ),
    ("sessions", lambda n: session(n, 0), {"session_start": "2023-02-01"}),
    ("sessions", lambda n: session(n, 0), {"session_id": ""}),
    ("flights", flight, {"base_fare_usd": ".5", "destination": "SÃO PAULO"}),
    ("flights", flight, {"base_fare_usd": "100.005"}),
    ("flights", flight, {"return_time": ""}),
    ("hotels", hotel, {"nights": "-2", "hotel_name": "Ibis - rio de janeiro"}),
    ("hotels", hotel, {"hotel_per_room_usd": "$5"}),
]
# Lines that are no rows.
MALFORMED = {
    "users": ["1,2,3", '900100,"abc"d' + ",x" * 9, ""],
    "hotels": ["1" + ",2" * 20, '1,"a"b' + ",3" * 5],
}


def write_awkward(folder: Path) -> None:
    """Add rows and lines that are easily misread to generated files."""
    for number, (name, row, changes) in enumerate(AWKWARD, 900200):
        append(folder / f"{name}.csv", row(number) | changes)
    for number in (900300, 900301):
        for clicks in ("1", "1" if number == 900300 else "2"):
            row = session(number, 0) | {"page_clicks": clicks}
            append(folder / "sessions.csv", row)
    for name, lines in MALFORMED.items():
        with (folder / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)


def forget_one(raw: Path) -> tuple[int, str]:
    """Break a line of a user; return the number, and its entry in the list."""
    ((user_id,),) = duckdb.sql(
        f"select max(user_id) from '{raw}/sessions.csv'"
        " where trip_id is not null and user_id < 900000"
    ).fetchall()
    with (raw / "hotels.csv").open("a", encoding="utf-8") as file:
        file.write(f"{user_id}-broken,1\n")
    return user_id, f"{salted_hash(SECRET, user_id)},{salt_check(SECRET)}\n"


def append(path: Path, row: Row) -> None:
    """Add a row to a CSV file, in the order of its header."""
    with path.open("r+", encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
        file.seek(0, os.SEEK_END)
        csv.DictWriter(file, header, lineterminator="\n").writerow(row)


@needs_sail
def test_sail_gives_every_user_the_same_perk_and_release(
    project: Project, generated: Path, tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(generated, raw)
    write_awkward(raw)
    quick = {name: int(value) for name, value in QUICK.items()}
    given = quick | QUICK_VARS | RELEASABLE | MOST
    user_id, entry = forget_one(raw)
    asked = Project(
        tmp_path,
        root=copied_project(tmp_path / "project"),
        environment={SALT: SECRET},
        # Python learns with the vars of the parse, on either side.
        parsed_with=given,
    )
    with (asked.root / FORGOTTEN).open("a", encoding="utf-8") as file:
        file.write(entry)
    on_duckdb = asked.build(raw, within=tmp_path, **given)
    assert on_duckdb.succeeded, on_duckdb.errors
    # What one step has left is all that the next one needs.
    for steps in (("prepare", "measure"), ("learn",), ("score", "release")):
        engines(
            "sail", raw, tmp_path, asked.environment, asked.root, **given
        ).run(*steps)
    tables = tmp_path / "tables"
    assert not compare_tables(on_duckdb.warehouse.path, tables)
    assert not compare_releases(
        tmp_path / "published", tmp_path / "published_from_spark"
    )
    reasons = on_duckdb.warehouse.rows(
        "select distinct reason from staging.stg_engine__rejected_rows"
    )
    assert len(reasons) >= 15
    # Whom DuckDB has forgotten, Sail has, too.
    for table in ("stg_traveltide__sessions", "stg_engine__rejected_rows"):
        named = on_duckdb.warehouse.rows(
            f"select 1 from staging.{table} as entry where"
            f" regexp_matches(cast(entry as varchar), '\\b{user_id}-')"
        )
        assert not named
    # Python reads no more users than it is allowed to.
    for name, most in {
        "int_training_points": MOST["train_sample_max"],
        "int_backtest_users": MOST["backtest_user_max"],
    }.items():
        (count,) = duckdb.sql(
            "select count(distinct user_id)"
            f" from '{tables}/measured/{name}/*.parquet'"
        ).fetchone()
        assert 0.8 * most < count <= most


def compare_releases(*published: Path) -> list[str]:
    """Return the tables of two releases that are not the same."""
    found = []
    for folder in published:
        contents = Warehouse(folder / "traveltide.duckdb").contents("marts")
        # Each release has a number and a time of its own.
        del contents["marts.releases"]
        found.append(contents)
    assert found[0].keys() == found[1].keys()
    return [name for name in found[0] if found[0][name] != found[1][name]]


def test_duckdb_reads_what_spark_has_left_and_nothing_else(
    generated: Path, tmp_path: Path
) -> None:
    """Where capacities bind, who gets what is asked of all users at once."""
    project = Project(
        tmp_path,
        parsed_with={"from_spark": True, "use_capacities": True},
        environment={"TRAVELTIDE_TABLES": str(tmp_path / "tables")},
    )
    read = {
        node.name: node.config.materialized == "from_spark"
        for node in project.manifest.nodes.values()
    }
    assert read["user_measures"]
    assert read["user_perk_affinities"]
    assert not read["user_perks"]
    words = ("--select", "+base_traveltide__users", *NO_TESTS)
    outcome = project.build(generated, *words, from_spark=True)
    assert "measured/base_traveltide__users, and no step on Spark" in (
        outcome.errors
    )
    # Sail leaves no file where there is no row.
    (tmp_path / "tables/measured").mkdir(parents=True)
    (tmp_path / "tables/measured" / COMPLETE).touch()
    outcome = project.build(generated, *words, from_spark=True)
    assert outcome.succeeded, outcome.errors
    assert not outcome.warehouse.rows(
        "select * from staging.base_traveltide__users"
    )


def test_comparison_names_column_and_rows(tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    for name in ("scored/perks", "lent/built_on_spark"):
        (tables / name).mkdir(parents=True)
    warehouse = tmp_path / "w.duckdb"
    with duckdb.connect(warehouse) as connection:
        connection.execute(
            "create schema marts; create table marts.perks as"
            " select range as user_id, 'bag' as perk from range(3);"
            " create table marts.reasons as from marts.perks;"
            " create table marts.empty as from marts.perks limit 0"
        )
        connection.execute(
            "copy (select * replace (if(user_id = 1, 'meal', perk) as perk)"
            f" from marts.perks) to '{tables}/scored/perks/part.parquet'"
        )
        connection.execute(
            "copy (select 'marts' as schema_name, name as table_name,"
            " 'scored/' || name as folder from (select unnest("
            "['perks', 'reasons', 'empty', 'users']) as name))"
            f" to '{tables}/lent/built_on_spark/part.parquet'"
        )
    assert compare_tables(warehouse, tables) == [
        "marts.perks.perk: 1 rows of DuckDB alone, as bag; 1 rows of Spark"
        " alone, as meal",
        "marts.reasons: 3 rows of DuckDB alone, no file of Spark",
        "marts.users: not built on DuckDB",
    ]
    empty = compare_tables(warehouse, tmp_path / "elsewhere")
    assert "no tables to compare" in empty[0]


def test_what_is_missing_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    java = tmp_path / "bin/java"
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(SparkError, match="java is not there: install Java 17"):
        check_java()
    java.parent.mkdir()
    for version, number in {'"1.8.0_392"': 8, '"11.0.2"': 11}.items():
        java.write_text(f"#!/bin/sh\necho 'openjdk version {version}' >&2\n")
        java.chmod(0o755)
        with pytest.raises(SparkError, match=f"is version {number}, Spark"):
            check_java()
    java.write_text("#!/bin/sh\necho 'openjdk version \"21.0.1\"' >&2\n")
    check_java()
    check_master("local[*]")
    address = "spark://127.0.0.1:1"
    with pytest.raises(SparkError, match=re.escape(f"{address} does not")):
        check_master(address)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SparkError, match="make install-sail"):
        Engines("sail", tmp_path).check()
    with pytest.raises(SparkError, match="domain shop is built on DuckDB"):
        Engines("sail", tmp_path, {"domain": "shop"}).check()
