"""Raw tables in a real Postgres server, and the secret that logs in there."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from dbt.artifacts.resources import Hook
from dbt.contracts.graph.nodes import ModelNode
from dbt_project import FILES, NO_TESTS, Outcome, Project
from extensions import home_with
from postgres import OWNER, ROLE, Postgres, find_programs
from small_raw import write_small
from traveltide.raw_files import raw_files_reader

# Found nowhere but in the environment, or it has leaked.
CANARY = "canary-5f1c9a7e"
LANDED = (
    "--select",
    "forgotten_users",
    "path:models/traveltide/staging/base/landed",
    *NO_TESTS,
)
TYPES = {
    "users": {
        "user_id": "bigint primary key",
        "birthdate": "date",
        "married": "boolean",
        "has_children": "boolean",
        "home_airport_lat": "numeric(9, 6)",
        "home_airport_lon": "double precision",
        "sign_up_date": "timestamp",
    },
    "sessions": {
        "user_id": "integer",
        "session_start": "timestamp",
        "session_end": "timestamp",
        "flight_discount": "boolean",
        "hotel_discount": "boolean",
        "flight_discount_amount": "numeric",
        "hotel_discount_amount": "real",
        "flight_booked": "boolean",
        "hotel_booked": "boolean",
        "page_clicks": "smallint",
        "cancellation": "boolean",
    },
    # As some load what they extract: all as text.
    "flights": {},
    "hotels": {
        "hotel_name": "varchar(80)",
        "nights": "integer",
        "rooms": "integer",
        "check_in_time": "timestamp",
        "check_out_time": "timestamp",
        "hotel_per_room_usd": "numeric(12, 2)",
    },
}


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return home_with("postgres_scanner", tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def server(raw: Path, home: Path) -> Iterator[Postgres]:
    """Start a server with the small files as tables."""
    programs = find_programs()
    if programs is None:
        pytest.skip("Postgres is not installed (Debian: postgresql)")
    with Postgres(programs, CANARY) as running:
        running.execute(*definitions(raw))
        yield running


def definitions(raw: Path) -> Iterator[str]:
    """Yield what makes tables of files, columns with the types above."""
    for name in FILES:
        with duckdb.connect() as engine:
            rows = engine.read_csv(str(raw / f"{name}.csv"), all_varchar=True)
            columns = rows.columns
            values = rows.fetchall()
        typed = [f"{each} {TYPES[name].get(each, 'text')}" for each in columns]
        yield f"create table {name} ({', '.join(typed)})"
        lines = [
            ", ".join("null" if each is None else f"'{each}'" for each in row)
            for row in values
        ]
        yield f"insert into {name} values ({'), ('.join(lines)})"
        yield f"grant select on {name} to {ROLE}"


@pytest.fixture
def reader(project: Project, home: Path, tmp_path: Path) -> Project:
    """Return the project with the right password, leaving all it can leave."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    other = replace(project, scratch=scratch, leaves_artefacts=True)
    other.environment = {"HOME": str(home), "PGPASSWORD": CANARY}
    vars(other)["manifest"] = project.manifest
    return other


def build(project: Project, location: str, **variables: object) -> Outcome:
    """Land the tables, and look for the secret in all that is left."""
    outcome = project.build(
        location, *LANDED, within=project.scratch, **variables
    )
    assert traces(project, outcome) == []
    return outcome


def traces(project: Project, outcome: Outcome) -> list[str]:
    """Return where the secret is found."""
    found = [
        str(path)
        for path in project.scratch.rglob("*")
        if path.is_file() and CANARY.encode() in path.read_bytes()
    ]
    return found + ["output"] * (CANARY in outcome.output)


def landed(outcome: Outcome) -> dict[str, list[str]]:
    assert outcome.succeeded, outcome.errors
    return outcome.warehouse.contents("staging")


def test_tables_are_landed_as_files_are(
    reader: Project, server: Postgres, raw: Path, tmp_path: Path
) -> None:
    of_tables = landed(build(reader, server.address()))
    of_files = landed(reader.build(raw, *LANDED, within=tmp_path / "files"))
    assert of_tables == of_files


def test_schema_is_chosen_by_a_var(reader: Project, server: Postgres) -> None:
    """Views are read like tables."""
    server.execute(
        "create schema export",
        f"grant usage on schema export to {ROLE}",
        *(
            f"create view export.{name} as select * from public.{name} limit 3"
            for name in FILES
        ),
        f"grant select on all tables in schema export to {ROLE}",
    )
    try:
        outcome = build(reader, server.address(), raw_schema="export")
    finally:
        server.execute("drop schema export cascade")
    assert len(landed(outcome)["staging.base_traveltide__users"]) == 3


def test_watermark_says_what_is_new(reader: Project, server: Postgres) -> None:
    """Rows of its last value are read again: more of them may have come."""
    given = {"raw_watermarks": {"sessions": "session_start"}}
    build(reader, server.address(), **given)
    copies = (
        "insert into sessions select {id} || session_id, user_id, trip_id,"
        " session_start + {later}, session_end + {later}, flight_discount,"
        " hotel_discount, flight_discount_amount, hotel_discount_amount,"
        " flight_booked, hotel_booked, page_clicks, cancellation"
        " from sessions where session_start"
        " = (select max(session_start) from sessions)"
    )
    server.execute(
        copies.format(id="'same-'", later="interval '0'"),
        copies.format(id="'late-'", later="interval '-9 days'"),
        copies.format(id="'new-'", later="interval '1 day'"),
    )
    try:
        position = len(server.statements())
        second = sessions(build(reader, server.address(), **given))
        asked = [
            each
            for each in server.statements()[position:]
            if "session_start" in each and ">=" in each
        ]
        third = sessions(build(reader, server.address(), **given))
        whole = sessions(build(reader, server.address()))
    finally:
        server.execute("delete from sessions where session_id like '%-%-%-%'")
    assert asked
    assert second == third
    late = {each for each in whole if each.startswith("late-")}
    assert late
    assert sorted({*second} | late) == whole
    assert len(second) == len({*second})


def sessions(outcome: Outcome) -> list[str]:
    """Return the ids of the sessions that were landed."""
    assert outcome.succeeded, outcome.errors
    rows = outcome.warehouse.rows(
        "select session_id from staging.base_traveltide__sessions order by 1"
    )
    return [number for (number,) in rows]


WATERMARKS = {
    "booked_on": "columns of the tables users, sessions, flights, hotels",
    "hotel_name": "column hotel_name of public.hotels in {}, its watermark, is"
    " text; expected a number or time in every row; correct var raw_watermarks",
    "check_out_time": "its watermark, has rows without a value; expected",
}


@pytest.mark.parametrize("column", WATERMARKS)
def test_watermark_that_tells_nothing_is_refused(
    column: str, reader: Project, server: Postgres
) -> None:
    server.execute("insert into hotels values ('x', 'y', 1, 1, '2023-01-01')")
    try:
        given = {"raw_watermarks": {"hotels": column}}
        outcome = build(reader, server.address(), **given)
    finally:
        server.execute("delete from hotels where trip_id = 'x'")
    words = WATERMARKS[column].format(server.address())
    assert words in outcome.errors, outcome.errors
    assert not outcome.results


def test_unusable_value_is_rejected_with_its_reason(
    reader: Project, server: Postgres
) -> None:
    """Postgres knows times without end, and negative counts."""
    server.execute("insert into hotels values ('x', 'y', -1, 1, 'infinity')")
    try:
        outcome = build(reader, server.address())
    finally:
        server.execute("delete from hotels where trip_id = 'x'")
    ((reason,),) = outcome.warehouse.rows(
        "select rejected_because from staging.base_traveltide__hotels"
        " where trip_id = 'x'"
    )
    assert reason == "check_in_time is not a timestamp: infinity"


def test_database_is_only_read(reader: Project, server: Postgres) -> None:
    """Not even a login that may write is used for that."""
    position = len(server.statements())
    landed(build(reader, server.address(OWNER)))
    statements = server.statements()[position:]
    begun = [each for each in statements if each.startswith("BEGIN")]
    assert begun
    assert all("READ ONLY" in each for each in begun)
    assert not [
        each
        for each in statements
        if not each.startswith(("BEGIN", "SELECT", "COPY (SELECT", "ROLLBACK"))
    ]


@pytest.mark.parametrize("means", ["PGPASSFILE", "PGSERVICE"])
def test_login_comes_from_a_file(
    means: str, reader: Project, server: Postgres, tmp_path: Path
) -> None:
    file = tmp_path / "login"
    words = {"host": "127.0.0.1", "port": server.port, "user": ROLE}
    words |= {"dbname": "postgres", "password": CANARY}
    del reader.environment["PGPASSWORD"]
    if means == "PGPASSFILE":
        file.write_text(f"*:*:*:*:{CANARY}\n", encoding="utf-8")
        reader.environment["PGPASSFILE"] = str(file)
    else:
        lines = [f"{name}={value}" for name, value in words.items()]
        file.write_text("[raw]\n" + "\n".join(lines), encoding="utf-8")
        reader.environment |= {"PGSERVICEFILE": str(file), "PGSERVICE": "raw"}
    file.chmod(0o600)
    is_service = means == "PGSERVICE"
    landed(build(reader, "postgres://" if is_service else server.address()))


PASSWORDS = [
    "postgres://reader:{}@127.0.0.1:1/db",
    "postgresql://:{}@127.0.0.1/db",
    "postgres://reader:a/{}@127.0.0.1/db",
    "postgres://reader:a#@{}@127.0.0.1/db",
    "postgres://127.0.0.1/db?password={}",
    "postgres://127.0.0.1/db?%70assword={}",
    "postgres://127.0.0.1/db password={}",
    "https://reader:{}@127.0.0.1/files",
]


@pytest.mark.parametrize("address", PASSWORDS)
def test_password_in_the_address_is_refused_unrepeated(
    address: str, reader: Project
) -> None:
    del reader.environment["PGPASSWORD"]
    outcome = build(reader, address.format(CANARY))
    assert not outcome.succeeded
    assert "Traceback" not in outcome.output
    assert "it is not repeated here" in outcome.errors, outcome.output


def test_password_is_refused_where_nothing_is_landed(reader: Project) -> None:
    """What is only compiled is written down, too."""
    outcome = reader.run(
        *("compile", "--select", "release_facts"),
        raw_location=PASSWORDS[0].format(CANARY),
    )
    assert not outcome.succeeded
    assert "it is not repeated here" in outcome.output
    assert traces(reader, outcome) == []


def test_password_in_the_project_file_is_refused_unrepeated(
    reader: Project, tmp_path: Path
) -> None:
    """Of the project's own vars dbt writes nothing down; nor do we."""
    settings = {
        "raw_location": PASSWORDS[0].format(CANARY),
        "tables": {},
        "optional": [],
    }
    with duckdb.connect() as engine:
        look = raw_files_reader(engine)
        answer = json.loads(look(json.dumps(settings)))
    assert "not repeated" in answer["error"]
    assert CANARY not in answer["error"]


TROUBLES = {
    "wrong password": (
        {"PGPASSWORD": f"{CANARY}-wrong"},
        {},
        "refuses the login; correct the user in raw_location, or PGPASSWORD",
    ),
    "no password": ({"PGPASSWORD": ""}, {}, "refuses the login"),
    "no such role": ({}, {"user": "nobody"}, "refuses the login"),
    "no such database": (
        {},
        {"database": "nowhere"},
        "does not exist; correct the database in raw_location",
    ),
    "no such service": ({"PGSERVICE": "nowhere"}, {}, "refuses the login"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_who_may_not_log_in_is_told_in_one_line(
    trouble: str, reader: Project, server: Postgres
) -> None:
    environment, place, words = TROUBLES[trouble]
    reader.environment |= environment
    address = server.address(**place)
    outcome = build(reader, address)
    beginning = f"raw table unreadable: public.users in {address} {words}"
    assert beginning in outcome.errors, outcome.errors
    assert told_in_one_line(outcome)


def test_server_out_of_reach_is_told_in_one_line(reader: Project) -> None:
    address = "postgres://reader@127.0.0.1:1/db"
    outcome = build(reader, address)
    assert (
        f"raw table unreadable: public.users in {address} cannot be reached;"
        " correct host and port in raw_location, or the network"
    ) in outcome.errors, outcome.errors
    assert told_in_one_line(outcome)


CHANGES = {
    "alter table hotels rename to inns": (
        "alter table inns rename to hotels",
        "raw table missing: expected public.hotels in {}, with columns trip_",
    ),
    f"revoke select on hotels from {ROLE}": (
        f"grant select on hotels to {ROLE}",
        "raw table missing: expected public.hotels in {}, with columns trip_",
    ),
    f"revoke select on hotels from {ROLE}; grant insert on hotels to {ROLE}": (
        f"grant select on hotels to {ROLE}",
        "raw table unreadable: public.hotels in {} may not be read: permission"
        " denied; grant this user select on it",
    ),
    "alter table hotels rename nights to stay": (
        "alter table hotels rename stay to nights",
        "raw table wrong: public.hotels in {} lacks nights; expected the"
        " columns trip_id,",
    ),
    "alter table hotels alter rooms type boolean using true": (
        "alter table hotels alter rooms type integer using 1",
        "raw table wrong: column rooms of public.hotels in {} is of type"
        " boolean, expected smallint, integer, bigint or text; set raw_schema",
    ),
    "alter table hotels alter check_in_time type timestamptz": (
        "alter table hotels alter check_in_time type timestamp",
        "is of type timestamp with time zone, expected timestamp without time"
        " zone, date or text",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_changed_table_is_told_in_one_line(
    change: str, reader: Project, server: Postgres
) -> None:
    back, words = CHANGES[change]
    server.execute(change)
    try:
        outcome = build(reader, server.address())
    finally:
        server.execute(back)
    assert words.format(server.address()) in outcome.errors, outcome.errors
    assert told_in_one_line(outcome)


def told_in_one_line(outcome: Outcome) -> bool:
    """Tell whether a build stopped before the first model, and said so once."""
    return (
        not outcome.succeeded
        and not outcome.results
        and "Traceback" not in outcome.output
        and "LINE 1" not in outcome.output
        and outcome.errors.count("raw table") == 1
    )


def test_failure_in_the_middle_leaves_no_trace(
    reader: Project, server: Postgres
) -> None:
    """What has been looked at may still fail when it is read."""
    query = f"from postgres_scan('{server.address()}', 'public', 'nowhere')"

    def read_nowhere(node: ModelNode) -> None:
        node.config.pre_hook.append(Hook(query))

    broken = reader.changed_model("base_traveltide__hotels", read_nowhere)
    outcome = build(broken, server.address())
    assert not outcome.succeeded
    assert "Table nowhere does not contain any columns" in outcome.errors
    assert "Traceback" not in outcome.output


def test_without_the_extension_is_said_what_to_do(
    reader: Project, server: Postgres, tmp_path: Path
) -> None:
    reader.environment |= {
        "HOME": str(tmp_path),
        "http_proxy": "http://127.0.0.1:1",
    }
    outcome = build(reader, server.address())
    assert (
        " needs the postgres extension of DuckDB, which is not installed and"
        " cannot be downloaded; install it"
    ) in outcome.errors, outcome.errors
    assert told_in_one_line(outcome)
