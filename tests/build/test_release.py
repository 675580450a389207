"""What is released, what is not, and what no release and no log ever holds."""

import json
import os
import re
import shutil
import subprocess
import sys
from copy import copy
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import duckdb
import pandas as pd
import pytest
from dbt_project import FILES, NO_UNIT_TESTS, ROOT, Outcome, Project
from processes import in_process
from published import RELEASABLE, FirstRelease, Published
from traveltide.forgetting import lend_salt
from traveltide.release import publish, why_nothing_is_released

CLIENTS = ROOT / "tests/support/clients.txt"
ONLY_RELEASE = (
    "path:models",
    "path:seeds",
    "path:tests",
    "path:python_models/learn",
    "path:python_models/panels",
)
# Ends a literal and a statement, wherever it is not quoted.
HOSTILE = "it's \"; drop schema marts cascade; -- ünï"
# dbt renders the values of vars, but no names of files.
HOSTILE_NAME = f"{HOSTILE} {{{{ 1 }}}} {{% no tag"


def lines(output: str, fragment: str) -> list[str]:
    """Return the lines of some output with a fragment, without the time."""
    found = re.sub(r"(?m)^\d\d:\d\d:\d\d +", "", output).splitlines()
    return [line.strip() for line in found if fragment in line]


# What does not release.


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (
            ("build", "--select", "released_files"),
            "--select builds only a part",
        ),
        (
            ("build", "--exclude", *ONLY_RELEASE),
            "--exclude builds only a part",
        ),
        (
            ("run", "--select", "released_files"),
            "dbt run does not test what it builds",
        ),
        (
            ("build", "--select", "perk_catalogue", "segment_catalogue"),
            "only a dbt build of everything releases",
        ),
        (
            # Without rows in the seeds, their tests fail.
            ("build", "--empty", *NO_UNIT_TESTS),
            "a node before the release failed",
        ),
    ],
    ids=["select", "exclude", "run", "without the release", "empty"],
)
def test_part_of_a_build_releases_nothing_and_says_so(
    words: tuple[str, ...],
    reason: str,
    project: Project,
    generated: Path,
    folder: Path,
) -> None:
    published = Published(folder / "published")
    before = published.bytes()
    outcome = project.run(
        *words, within=folder, raw_location=str(generated), **RELEASABLE
    )
    assert lines(outcome.output, "Nothing is released") == [
        f"Nothing is released, the published files stay as they are: {reason}"
    ]
    assert published.bytes() == before


def test_retry_releases_nothing_and_says_so() -> None:
    """It runs with the flags of the build it retries, but not all of it."""
    flags = SimpleNamespace(
        WHICH="build", INVOCATION_COMMAND="dbt retry --threads 2"
    )
    assert why_nothing_is_released(flags) == "dbt retry builds only a part"


def test_data_of_nobody_releases_nothing_and_says_so(
    project: Project, generated: Path, folder: Path, tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for name in FILES:
        with (generated / f"{name}.csv").open(encoding="utf-8") as rows:
            (raw / f"{name}.csv").write_text(rows.readline(), encoding="utf-8")
    published = Published(folder / "published")
    before = published.bytes()
    settings = {"users_kept_limits": [None, None]}
    outcome = project.build(raw, within=folder, **RELEASABLE | settings)
    assert "no user had a session in the window" in outcome.output
    assert published.bytes() == before


# Who reads it.


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install old clients apart, or skip where no registry has them."""
    folder = tmp_path_factory.mktemp("clients")
    pip = [sys.executable, "-m", "pip", "install", "--quiet"]
    options = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]
    done = subprocess.run(
        [
            *pip,
            *options,
            "--target",
            str(folder),
            "--requirement",
            str(CLIENTS),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        *_, reason = done.stderr.strip().splitlines()
        pytest.skip(f"old clients cannot be installed: {reason}")
    return folder


ASK = "select count(*) as user_count from user_perks"
READERS = {
    "duckdb 1.2": """
import duckdb
assert duckdb.__version__.startswith("1.2.")
with duckdb.connect(path, read_only=True) as connection:
    rows = connection.execute(question).fetchall()
    names = connection.execute(
        "select count(*) from duckdb_columns()"
        " where not internal and comment is null"
    ).fetchall()
    assert names == [(0,)], names
    try:
        connection.execute("delete from marts.user_perks")
    except duckdb.InvalidInputException:
        print(rows[0][0])
""",
    "sqlalchemy": """
import sqlalchemy
engine = sqlalchemy.create_engine(
    sqlalchemy.URL.create("duckdb", database=path),
    connect_args={"read_only": True},
)
names = sqlalchemy.inspect(engine)
assert "user_perks" in names.get_view_names()
assert "user_perks" in names.get_table_names(schema="marts")
with engine.connect() as connection:
    rows = connection.execute(sqlalchemy.text(question)).fetchall()
    try:
        connection.execute(sqlalchemy.text("delete from marts.user_perks"))
    except sqlalchemy.exc.DBAPIError:
        print(rows[0][0])
""",
    "adbc": """
import adbc_driver_manager, duckdb, nanoarrow
database = adbc_driver_manager.AdbcDatabase(
    driver=duckdb.duckdb.__file__, entrypoint="duckdb_adbc_init",
    path=path, access_mode="read_only",
)
connection = adbc_driver_manager.AdbcConnection(database)
statement = adbc_driver_manager.AdbcStatement(connection)
statement.set_sql_query(question)
stream, _ = statement.execute_query()
rows = nanoarrow.ArrayStream(stream).read_all().to_pylist()
try:
    statement.set_sql_query("delete from marts.user_perks")
    statement.execute_update()
except adbc_driver_manager.Error:
    print(rows[0]["user_count"])
""",
}


@pytest.mark.parametrize("reader", READERS)
def test_old_client_reads_and_cannot_write(
    reader: str, clients: Path, first_release: FirstRelease
) -> None:
    published = Published(first_release.folder / "published")
    before = published.bytes()
    head = "import sys\npath, question = sys.argv[1:]\n"
    done = subprocess.run(
        [
            *(sys.executable, "-c", head + READERS[reader]),
            *(str(published.database), ASK),
        ],
        env=os.environ | {"PYTHONPATH": str(clients)},
        capture_output=True,
        text=True,
        check=False,
    )
    ((count,),) = published.rows(ASK)
    assert done.stdout.split() == [str(count)], done.stderr
    assert published.bytes() == before


def test_published_tables_say_what_they_are(
    project: Project, first_release: FirstRelease
) -> None:
    """Comments are those of the documentation, for every table and column."""
    published = Published(first_release.folder / "published")
    tables = published.rows(
        "select table_name, comment from duckdb_tables()"
        " where schema_name = 'marts'"
    )
    columns = published.rows(
        "select table_name, column_name, comment from duckdb_columns()"
        " where schema_name = 'marts'"
    )
    assert all(comment for *_, comment in [*tables, *columns])
    models = {
        node.name: node
        for node in project.manifest.nodes.values()
        if node.resource_type == "model" and node.schema == "marts"
    }
    assert {name for name, _ in tables} == {*models, "releases"}
    for name, comment in tables:
        if name != "releases":
            assert comment == models[name].description, name
    for name, column, comment in columns:
        if name != "releases":
            assert comment == models[name].columns[column].description, name


def test_every_table_is_found_without_a_schema_and_exported(
    first_release: FirstRelease, small_release: FirstRelease
) -> None:
    """Generated data says so in the name of each file, real data does not."""
    for release, mark in [(first_release, "generated_"), (small_release, "")]:
        published = Published(release.folder / "published")
        found = published.rows(
            "select table_name from duckdb_tables() order by all"
        )
        tables = [name for (name,) in found]
        assert {"trips", "perks", "releases"} <= set(tables)
        views = "select view_name from duckdb_views() where not internal"
        assert sorted(published.rows(views)) == found
        exports = published.folder / "exports"
        assert {path.name for path in exports.iterdir()} == {
            *(f"{mark}{name}.parquet" for name in tables),
            f"{mark}user_perks.csv",
            f"{mark}traveltide.xlsx",
            f"{mark}changes.csv",
            "mailing",
        }
        lists = list(exports.glob("mailing/*/*/*"))
        assert lists
        assert all(path.name.startswith(mark) for path in lists)
        for name in tables:
            path = sql_text(exports / f"{mark}{name}.parquet")
            for one, other in [(name, path), (path, f"marts.{name}")]:
                lost = f"(from {one} except all from {other})"
                rows = published.rows(f"select count(*) from {lost}")
                assert rows == [(0,)], name


def sql_text(path: Path) -> str:
    """Return a path as a literal of SQL."""
    return "'" + str(path).replace("'", "''") + "'"


# What docs/tables.md says of keys.


KEYS = re.compile(r"^\| `(\w+)` \| (.+?) \| (.*?) ?\|$", re.M)
REFERENCE = re.compile(r"((?:`\w+`(?:, )?)+) → `(\w+)\.(\w+)`")


def test_released_file_declares_the_keys_of_the_contracts(
    project: Project, first_release: FirstRelease
) -> None:
    """Tools that draw relations read them there."""
    published = Published(first_release.folder / "published")
    declared = dict(
        published.rows(
            "select table_name, constraint_column_names"
            " from duckdb_constraints() where schema_name = 'marts'"
            " and constraint_type = 'PRIMARY KEY'"
        )
    )
    promised = {
        node.name: constraint.columns
        for node in project.manifest.nodes.values()
        for constraint in getattr(node, "constraints", [])
        if constraint.type == "primary_key" and node.schema == "marts"
    }
    assert len(promised) > 20
    assert declared == promised | {"releases": ["release_id"]}
    text = (ROOT / "docs/tables.md").read_text(encoding="utf-8")
    said = {table: key for table, key, _ in KEYS.findall(text)}
    for table, columns in declared.items():
        assert re.findall(r"`(\w+)`", said[table]) == columns


def test_documented_keys_are_keys(first_release: FirstRelease) -> None:
    published = Published(first_release.folder / "published")
    text = (ROOT / "docs/tables.md").read_text(encoding="utf-8")
    overview, keys = text.split("## Keys")
    found = published.rows("select table_name from duckdb_tables()")
    tables = {name for (name,) in found}
    assert {name for name, *_ in KEYS.findall(keys)} == tables
    assert tables <= set(re.findall(r"`(\w+)`", overview))
    for table, key, references in KEYS.findall(keys):
        columns = re.findall(r"`(\w+)`", key)
        if columns:
            group = ", ".join(columns)
            twice = (
                f"select {group} from {table} group by all having count(*) > 1"
            )
            assert not published.rows(twice), (table, key)
        for names, other, column in REFERENCE.findall(references):
            for name in re.findall(r"`(\w+)`", names):
                orphans = (
                    f"select count(*) from {table} as one"
                    f" anti join {other} as other"
                    f" on one.{name} = other.{column}"
                    f" where one.{name} is not null"
                )
                assert published.rows(orphans) == [(0,)], (table, name)


def test_sales_are_cut_by_segment_and_perk(
    project: Project, first_release: FirstRelease
) -> None:
    """No trip is lost on the way, nor its money; every key is one."""
    published = Published(first_release.folder / "published")
    ((count, spend, months),) = published.rows(
        "select count(*), sum(spend_usd),"
        " (select sum(bookings) from monthly_performance) from trips"
    )
    warehouse = first_release.outcome.warehouse
    assert warehouse.rows(
        "select count(*), sum(spend_usd) from facts.int_trip_sales"
    ) == [(count, spend)]
    assert count >= months > 0
    for keys in project.manifest.nodes["model.traveltide.trips"].constraints:
        assert keys.warn_unsupported is False
    assert published.rows(
        "select count(*) from trips anti join perks using (perk_code)"
        " where perk_code is not null"
    ) == [(0,)]
    assert published.rows(
        "select count(distinct segment_key) > 2, count(distinct perk_code) > 2"
        " from trips"
    ) == [(True, True)]


# What strangers may write into vars and names.


def state(folder: Path) -> list[tuple[str, ...]]:
    """Return what a hostile value might have changed in a working file."""
    with duckdb.connect(str(folder / "traveltide.duckdb")) as connection:
        return connection.execute(
            "select schema_name, table_name, estimated_size"
            " from duckdb_tables()"
            " where schema_name in ('marts', 'history', 'learn')"
            " order by all"
        ).fetchall()


def part_built(
    project: Project, raw: Path, folder: Path, model: str, **variables: object
) -> Outcome:
    """Build one model, whose SQL a var takes part in, on a released file."""
    settings = RELEASABLE | {"raw_location": str(raw)} | variables
    return project.run(
        *("build", *NO_UNIT_TESTS, "--select", model),
        within=folder,
        **settings,
    )


NUMBERS = "expected a number from "
WHOLE = "expected a whole number from "
LIMITS = "expected two numbers: where it warns and where it fails"
REFUSED = [
    ({"judged_user_minimum": HOSTILE}, WHOLE),
    ({"fairness_group_minimum": "1"}, WHOLE),
    ({"holdout_percent": "10) or (1 = 1"}, NUMBERS),
    ({"holdout_percent": 101}, NUMBERS),
    ({"hysteresis_delta": True}, NUMBERS),
    ({"prior_strength": -1}, NUMBERS),
    ({"prior_strength": None}, NUMBERS),
    ({"minimum_structure": [0.5]}, NUMBERS),
    ({"max_rejected_share": float("nan")}, NUMBERS),
    ({"medium_certainty": float("inf")}, NUMBERS),
    ({"sensitivity_weight_changes": HOSTILE}, "expected a list of numbers"),
    ({"sensitivity_weight_changes": [0.1, HOSTILE]}, NUMBERS),
    ({"psi_limits": HOSTILE}, LIMITS),
    ({"psi_limits": [0.1, HOSTILE]}, NUMBERS),
    ({"psi_limits": [0.1]}, LIMITS),
    ({"retrain": "yes"}, "expected true or false"),
    ({"use_capacities": HOSTILE}, "expected true or false"),
    (
        {"raw_format": HOSTILE, "raw_location": "https://nowhere"},
        "expected csv",
    ),
    ({"cohort": HOSTILE}, "expected one of frequent_2023, mastery_2023"),
    ({"as_of_date": HOSTILE}, "expected a day of the calendar"),
    ({"model_version": HOSTILE}, "expected null or one of "),
    ({"perk_policy": HOSTILE}, "expected blended, individual or segment"),
    ({HOSTILE: 1}, "is unknown, did you mean "),
    ({"raw_location": HOSTILE}, "raw file missing: expected users.csv"),
    ({"raw_location": "{% no tag"}, "Encountered unknown tag 'no'"),
]


@pytest.mark.parametrize(
    ("variables", "expected"),
    REFUSED,
    ids=[f"{min(variables)}-{n}" for n, (variables, _) in enumerate(REFUSED)],
)
def test_hostile_var_is_refused_in_one_line(
    variables: dict[str, object],
    expected: str,
    project: Project,
    generated: Path,
    folder: Path,
) -> None:
    before = state(folder)
    outcome = part_built(
        project, generated, folder, "perk_catalogue", **variables
    )
    assert not outcome.succeeded
    (line,) = lines(outcome.output, expected)
    if HOSTILE in variables:
        assert line.startswith(f"var {HOSTILE} is ")
    elif "raw_location" not in variables:
        assert line.startswith(f"var {min(variables)} is ")
    assert "Traceback" not in outcome.output
    assert state(folder) == before


@pytest.mark.parametrize(
    ("variable", "model"),
    [("accepted_model", "quality_gates"), ("holdout_salt", "user_perks")],
)
def test_hostile_text_is_only_text(
    variable: str,
    model: str,
    project: Project,
    generated: Path,
    folder: Path,
) -> None:
    before = state(folder)
    outcome = part_built(
        project, generated, folder, model, **{variable: HOSTILE}
    )
    assert outcome.succeeded, outcome.errors
    assert [name for name in state(folder) if name not in before] == []


@pytest.mark.parametrize(
    "name",
    ["it's", 'a"b', "a;b", "temp", "system", "main", "{{ 1 }}", "md:x", ""],
)
def test_working_file_with_a_hostile_name(
    name: str, project: Project, generated: Path, tmp_path: Path
) -> None:
    """DuckDB takes the name of the file for that of the database."""
    assert project.manifest
    project = copy(project)
    file = tmp_path / "work" / f"{name}.duckdb"
    project.environment = {"TRAVELTIDE_WAREHOUSE": str(file)}
    outcome = part_built(project, generated, tmp_path, "perk_catalogue")
    assert not outcome.succeeded
    assert f"{file} cannot be a database of the name" in outcome.errors
    assert "give TRAVELTIDE_WAREHOUSE a file name of letters" in outcome.errors
    assert not file.parent.exists()


def publish_part(folder: Path, published: Path) -> None:
    """Release what a working file holds, from within the folder's parent."""
    os.chdir(folder.parent)
    os.environ["TRAVELTIDE_PUBLISHED"] = str(published)
    with duckdb.connect(str(folder / "traveltide.duckdb")) as connection:
        lend_salt(connection)
        facts = connection.execute("from quality.release_facts").df()
        said = publish(connection, facts, ["user_perks"])
        assert not said["is_failed"].any(), said


@pytest.mark.parametrize(
    "name", [HOSTILE_NAME, "sqlite:x", "s3:", "postgres:dbname=x"]
)
def test_published_folder_with_a_hostile_name(name: str, folder: Path) -> None:
    assert in_process(publish_part, folder, Path(name)) == 0
    published = Published(folder.parent / name)
    found = published.bytes()
    assert {path for path in found if "/mailing/" not in path} == {
        "exports/generated_changes.csv",
        "exports/generated_releases.parquet",
        "exports/generated_traveltide.xlsx",
        "exports/generated_user_perks.csv",
        "exports/generated_user_perks.parquet",
        "traveltide.duckdb",
    }
    assert published.rows(ASK) == Published(folder / "published").rows(ASK)


def test_folder_with_a_hostile_name(
    project: Project, generated: Path, folder: Path, tmp_path: Path
) -> None:
    hostile = folder.rename(tmp_path / HOSTILE_NAME)
    outcome = part_built(project, generated, hostile, "perk_catalogue")
    assert outcome.succeeded, outcome.errors
    assert state(hostile)


# What nobody may read.

PLANTED = {
    "birthdate": "1931-07-13",
    "home_country": "canaryland",
    "home_city": "canaryville",
    # Longer than an airport's, or chance would write it into compressed data.
    "home_airport": "canaryport",
}
UNREADABLE = "born-on-a-secret-day"


def test_personal_data_stays_in_the_working_file(
    project: Project, generated: Path, folder: Path, tmp_path: Path
) -> None:
    """Nor does a row that cannot be used tell what is in it."""
    raw = Path(shutil.copytree(generated, tmp_path / "raw"))
    users = pd.read_csv(raw / "users.csv", dtype=str).assign(**PLANTED)
    users.loc[users.index % 1000 == 7, "birthdate"] = UNREADABLE
    users.to_csv(raw / "users.csv", index=False)
    assert project.manifest
    own = copy(project)
    own.scratch, own.leaves_artefacts = tmp_path / "scratch", True
    settings = RELEASABLE | {"max_rejected_share": 0.01}
    outcome = own.build(raw, within=folder, **settings)
    assert outcome.succeeded, outcome.errors
    assert outcome.warehouse.rows(
        "select count(*) > 0 from staging.stg_engine__rejected_rows"
        f" where raw_row like '%{UNREADABLE}%'"
    ) == [(True,)]

    planted = re.compile("|".join([*PLANTED.values(), UNREADABLE]), re.I)
    assert planted.search(UNREADABLE)
    assert not planted.search(outcome.output)
    kept = [*own.scratch.rglob("*"), *(folder / "published").rglob("*")]
    files = [path for path in kept if path.is_file()]
    assert {"dbt.log", "run_results.json", "manifest.json"} <= {
        path.name for path in files
    }
    for path in files:
        text = path.read_bytes().decode("utf-8", errors="replace")
        assert not planted.search(text), path
    published = Published(folder / "published")
    exports = published.folder / "exports"
    with ZipFile(exports / "generated_traveltide.xlsx") as workbook:
        for name in workbook.namelist():
            assert not planted.search(workbook.read(name).decode()), name
    found = published.rows("select table_name from duckdb_tables()")
    tables = [f"marts.{name}" for (name,) in found]
    files = [f"'{path}'" for path in exports.glob("*.parquet")]
    assert len(files) == len(tables) > 20
    for table in [*tables, *files]:
        # In a file, values may be packed beyond recognition.
        rows = published.rows(f"select cast(each as varchar) from {table} each")
        assert not any(planted.search(row) for (row,) in rows), table


# What it stands on.


def test_dependencies_have_no_known_vulnerability() -> None:
    """Ask the registry, where there is one that knows."""
    audit = Path(sys.executable).with_name("pip-audit")
    if not audit.exists():
        pytest.skip("pip-audit is not installed")
    done = subprocess.run(
        [
            *(str(audit), "--requirement", str(ROOT / "requirements.txt")),
            *("--disable-pip", "--no-deps", "--progress-spinner", "off"),
            *("--format", "json", "--timeout", "10"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        found = json.loads(done.stdout)["dependencies"]
    except json.JSONDecodeError:
        *_, reason = done.stderr.strip().splitlines()
        pytest.skip(f"no registry tells of vulnerabilities: {reason}")
    known = [each for each in found if "vulns" in each]
    if not known:
        pytest.skip("the registry here knows of no vulnerabilities")
    assert [each["name"] for each in known if each["vulns"]] == []
