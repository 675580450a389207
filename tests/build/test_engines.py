"""The same rows and perks on Sail, which speaks Spark's SQL, as on DuckDB."""

import csv
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from dbt_project import (
    NO_TESTS,
    QUICK_VARS,
    ROOT,
    Project,
    Warehouse,
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
from two_engines import engines, reading_spark

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
# As it stands in SQL, too.
SECRET = "salt-that-stands-nowhere"
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
    # A header as another program would write it.
    hotels = folder / "hotels.csv"
    header, rows = hotels.read_text(encoding="utf-8").split("\n", 1)
    plain = header.replace('"', "")
    hotels.write_text(f"\ufeff{plain}\n{rows}", encoding="utf-8")
    # One that stands there again, as in files that were put together.
    with (folder / "flights.csv").open("r+", encoding="utf-8") as file:
        again = file.readline()
        file.seek(0, os.SEEK_END)
        file.write(again * 2)
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
    pageless: Project,
    generated: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(generated, raw)
    write_awkward(raw)
    given = QUICK_VARS | RELEASABLE | MOST
    user_id, entry = forget_one(raw)
    on_duckdb = asked_to_forget(pageless, tmp_path, entry).build(
        raw, *NO_TESTS, within=tmp_path, **given
    )
    assert on_duckdb.succeeded, on_duckdb.errors
    tables, folder = tmp_path / "tables", tmp_path / "from_spark"
    folder.mkdir()
    reader = reading_spark(
        asked_to_forget(pageless, tmp_path, entry), folder, tables
    )

    def run(*steps: str, salt: str = SECRET) -> None:
        environment = reader.environment | {SALT: salt}
        engines("sail", raw, tmp_path, environment, reader, **given).run(*steps)

    # What one step has left is all that the next one needs, but for the salt.
    with pytest.raises(SparkError):
        run("prepare", "measure", salt="another")
    assert "forgotten users was made with a salt that is not in" in (
        capfd.readouterr().out
    )
    run("measure")
    run("learn")
    run("score", "release")
    assert not compare_tables(on_duckdb.warehouse.path, tables)
    released = Warehouse(folder / "published/traveltide.duckdb")
    assert not differing_marts(on_duckdb.warehouse, released)
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
    # No file holds the salt.
    holding_salt = [
        path
        for path in tmp_path.rglob("*")
        if path.is_file() and SECRET.encode() in path.read_bytes()
    ]
    assert not holding_salt
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


def asked_to_forget(project: Project, folder: Path, entry: str) -> Project:
    """Return the project with an entry in its list, and the salt of it."""
    changed = project.changed_seed(
        folder, "forgotten_users", lambda text: text + entry
    )
    changed.environment = {SALT: SECRET}
    return changed


def materialized(project: Project) -> dict[str, tuple[str, str]]:
    """Return how, and where on Spark, each model is materialized."""
    return {
        node.name: (node.config.materialized, node.config["location_root"])
        for node in project.manifest.nodes.values()
        if node.resource_type == "model"
    }


def differing_marts(*builds: Warehouse) -> list[str]:
    """Return the marts of two builds that are not the same."""
    found = [build.contents("marts") for build in builds]
    for contents in found:
        # Each release has a number and a time of its own.
        contents.pop("marts.releases", None)
    assert found[0].keys() == found[1].keys()
    return [name for name in found[0] if found[0][name] != found[1][name]]


def test_duckdb_reads_what_spark_has_left_and_nothing_else(
    project: Project, generated: Path, tmp_path: Path
) -> None:
    tables = tmp_path / "tables"
    parsed = Project(
        tmp_path,
        parsed_with={"from_spark": True, "use_capacities": True},
        environment={"TRAVELTIDE_TABLES": str(tables)},
    )
    read = materialized(parsed)
    assert read["user_measures"] == ("from_spark", f"{tables}/measured")
    assert read["user_perk_affinities"] == ("from_spark", f"{tables}/scored")
    expected = materialized(reading_spark(project, tmp_path, tables))
    assert expected["user_perks"] == ("from_spark", f"{tables}/scored")
    # Where capacities bind, who gets what is asked of all users at once.
    read_otherwise = expected.items() - read.items()
    assert {name for name, _ in read_otherwise} == {"user_perks"}
    assert read["user_perks"][0] == "table"
    words = ("--select", "+base_traveltide__users", *NO_TESTS)
    outcome = parsed.build(generated, *words, from_spark=True)
    assert "measured/base_traveltide__users, and no step on Spark" in (
        outcome.errors
    )
    # Sail leaves no file where there is no row.
    (tmp_path / "tables/measured").mkdir(parents=True)
    (tmp_path / "tables/measured" / COMPLETE).touch()
    outcome = parsed.build(generated, *words, from_spark=True)
    assert outcome.succeeded, outcome.errors
    assert not outcome.warehouse.rows(
        "select * from staging.base_traveltide__users"
    )


def test_place_of_a_line_decides_nothing() -> None:
    """Sail counts the parts of a file in another order each time."""
    macro = ROOT / "macros/spark/split_lines_on_spark.sql"
    assert not re.search(r"line_number\s*[<>!=]", macro.read_text())


def test_step_on_duckdb_calls_dbt_beside_this_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dbt = tmp_path / "dbt"
    dbt.write_text(
        "#!/bin/sh\n"
        'echo "$TRAVELTIDE_TABLES" "$@" > "$0.log"\n'
        "exit $ENDS_WITH\n"
    )
    dbt.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("ENDS_WITH", "0")
    tables = tmp_path / "tables"
    here = Engines("spark", tables, {"raw_location": "there"})
    here.prepare()
    called = dbt.with_suffix(".log").read_text()
    assert called.startswith(f"{tables} build --select +tag:measure --exclude")
    assert "--target dev --vars from_spark: true\nraw_location: there" in called
    monkeypatch.setenv("ENDS_WITH", "1")
    with pytest.raises(SparkError, match="dbt build on dev failed, see above"):
        here.release()
    assert dbt.with_suffix(".log").read_text().startswith(f"{tables} build --w")


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
