"""The same rows and perks on Sail, which speaks Spark's SQL, as on DuckDB."""

import csv
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from dbt_project import QUICK_VARS, ROOT, Project
from small_raw import flight, hotel, session, user
from traveltide.engines_compared import compare_tables
from traveltide.forgetting import SALT, salt_check, salted_hash
from traveltide.spark import Engines, SparkError, check_java, check_master
from two_engines import engines, lent_build

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
def test_sail_gives_every_user_the_same_perk(
    project: Project, generated: Path, tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(generated, raw)
    write_awkward(raw)
    given = QUICK_VARS | MOST
    user_id, entry = forget_one(raw)
    asked = replace(project, environment={SALT: SECRET})
    vars(asked)["manifest"] = project.manifest
    asked = asked.changed_seed(
        tmp_path, "forgotten_users", lambda text: text + entry
    )
    outcome = lent_build(asked, raw, tmp_path, **given)
    engines("sail", raw, tmp_path, **given).build()
    tables = tmp_path / "tables"
    assert not compare_tables(outcome.warehouse.path, tables)
    reasons = outcome.warehouse.rows(
        "select distinct reason from staging.stg_engine__rejected_rows"
    )
    assert len(reasons) >= 15
    # Whom DuckDB has forgotten, Sail has, too.
    for table in ("stg_traveltide__sessions", "stg_engine__rejected_rows"):
        named = outcome.warehouse.rows(
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


def test_comparison_names_column_and_rows(tmp_path: Path) -> None:
    folder = tmp_path / "tables/scored/perks"
    folder.mkdir(parents=True)
    warehouse = tmp_path / "w.duckdb"
    with duckdb.connect(warehouse) as connection:
        connection.execute(
            "create schema marts; create table marts.perks as"
            " select range as user_id, 'bag' as perk from range(3)"
        )
        connection.execute(
            "copy (select * replace (if(user_id = 1, 'meal', perk) as perk)"
            f" from marts.perks) to '{folder}/part.parquet'"
        )
    (found,) = compare_tables(warehouse, tmp_path / "tables")
    assert found == (
        "marts.perks.perk: 1 rows of DuckDB alone, as bag; 1 rows of Spark"
        " alone, as meal"
    )
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
