"""The raw tables where they live, in a Postgres database that is only read.

What logs in is said by the variables of libpq (PGPASSWORD, PGPASSFILE,
PGSERVICE), never by an address: DuckDB repeats that in its errors.
"""

import re
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from traveltide.quoting import quoted, text

IS_DATABASE = re.compile(r"postgres(ql)?://")
# Nothing in it can be a password.
ADDRESS = re.compile(
    r"postgres(?:ql)?://(?:[^:/?#@\s]+@)?(?:[^:/?#@\s\[\]]*|\[[\da-fA-F:.]+\])"
    r"(?::\d+)?(?:/[^:/?#@\s]*)?"
)
WRONG_ADDRESS = (
    "var raw_location is not of the form postgres://user@host:port/database, or"
    " holds a password (it is not repeated here): take that out of the address"
    " and give it in PGPASSWORD, PGPASSFILE or PGSERVICE"
)
HAS_LOGIN = (
    "var raw_location is a URL with a login in it (it is not repeated here):"
    " set it to an address that needs no login"
)
# The types in Postgres that fit a declared one: those that are cast, and those
# that are read as the text of a file would be.
FITTING = {
    "bigint": ("smallint", "integer", "bigint"),
    "integer": ("smallint", "integer", "bigint"),
    "decimal": (
        *("smallint", "integer", "bigint"),
        *("numeric", "real", "double precision"),
    ),
    "boolean": ("boolean",),
    "date": ("date", "timestamp without time zone"),
    "timestamp": ("timestamp without time zone", "date"),
    "varchar": ("uuid", "smallint", "integer", "bigint"),
}
TEXTS = ("text", "character varying", "character")
# Signs of a cause in the words of libpq, what is wrong, and what to do.
CAUSES = (
    (
        "postgres_scanner|postgres_scan does not exist",
        "needs the postgres extension of DuckDB, which is not installed and"
        " cannot be downloaded",
        "install it from a network that reaches extensions.duckdb.org",
    ),
    (
        "password|authentication|pg_hba|role .* does not exist|PGSERVICE"
        "|definition of service",
        "refuses the login",
        "correct the user in raw_location, or PGPASSWORD, PGPASSFILE or"
        " PGSERVICE",
    ),
    (
        'database ".*" does not exist',
        "does not exist",
        "correct the database in raw_location",
    ),
    (
        "permission denied",
        "may not be read: permission denied",
        "grant this user select on it",
    ),
    (
        "refused|not translate|timeout|timed out|unreachable|No route|closed",
        "cannot be reached",
        "correct host and port in raw_location, or the network",
    ),
    ("", "cannot be read", "see the cause in brackets"),
)


class RawDatabaseError(Exception):
    """A raw table that cannot be read, and what to do about it."""


def is_database(location: str) -> bool:
    """Tell whether a raw location is the address of a database."""
    return IS_DATABASE.match(location) is not None


def why_address_is_refused(location: object) -> str | None:
    """Say what is wrong with an address, without repeating it."""
    given = str(location).strip()
    if is_database(given):
        return None if ADDRESS.fullmatch(given) else WRONG_ADDRESS
    return HAS_LOGIN if re.match(r"\w+://[^/]*@", given) else None


def look_at_tables(
    cursor: DuckDBPyConnection, settings: dict[str, Any], code: str
) -> list[dict[str, Any]]:
    """Return name, place and columns of every raw table.

    They are read as a whole, unless a watermark says what is new in them.
    """
    address, schema = settings["raw_location"], settings["raw_schema"]
    found = []
    for name, table in settings["tables"].items():
        place = {
            "address": address,
            "schema": schema,
            "table": table["file"],
        }
        types = read_types(cursor, place)
        if name in settings["optional"] and not types:
            found.append({"name": name, "is_afresh": True, "files": []})
            continue
        typed = find_typed(place, table["columns"], types)
        # Who may see a table may not yet read it.
        read(cursor, place, f"select 1 from {scan_of(place)} limit 1")
        reading = f"{code} {place} {table['columns']} {table['watermark']}"
        last = None
        if table["watermark"]:
            check_watermark(cursor, place, table, typed)
            if not settings["is_full_refresh"]:
                last = find_last(cursor, name, table, reading)
        found.append(
            {
                "name": name,
                "reading": reading,
                "is_afresh": last is None,
                "files": [{"file_number": 1, "file_name": table["file"]}],
                "place": place | {"last": last},
                "typed": typed,
            }
        )
    return found


def check_watermark(
    cursor: DuckDBPyConnection,
    place: dict[str, str],
    table: dict[str, Any],
    typed: list[str],
) -> None:
    """Say why a column cannot tell which rows are new."""
    raw = table["columns"][table["watermark"]]["raw"]
    problem = None
    if table["watermark"] not in typed:
        problem = "is text"
    elif read(
        cursor,
        place,
        f"select 1 from {scan_of(place)} where {quoted(raw)} is null limit 1",
    ):
        problem = "has rows without a value"
    if problem:
        raise RawDatabaseError(
            f"raw table wrong: column {raw} of {named(place)}, its watermark,"
            f" {problem}; expected a number or time in every row; correct var"
            " raw_watermarks"
        )


def find_last(
    cursor: DuckDBPyConnection, name: str, table: dict[str, Any], reading: str
) -> str | None:
    """Return the last value that was read, if what was read still counts."""
    known = cursor.execute(
        "select reading from raw.known_files where table_name = $1", [name]
    ).fetchall()
    if known != [(reading,)] or not table["landed"]:
        return None
    ((last,),) = cursor.execute(
        f"select cast(max({table['watermark']}) as varchar)"
        f" from {table['landed']}"
    ).fetchall()
    return last


def read_types(
    cursor: DuckDBPyConnection, place: dict[str, str]
) -> dict[str, str]:
    """Return the columns of a table with their types in Postgres."""
    catalogue = place | {"schema": "information_schema", "table": "columns"}
    rows = read(
        cursor,
        place,
        f"select column_name, data_type from {scan_of(catalogue)}"
        f" where table_schema = {text(place['schema'])}"
        f" and table_name = {text(place['table'])}"
        " order by ordinal_position",
    )
    return {str(name): str(kind) for name, kind in rows}


def read(
    cursor: DuckDBPyConnection, place: dict[str, str], query: str
) -> list[tuple[Any, ...]]:
    """Return the rows of a query, or say why there are none."""
    try:
        return cursor.execute(query).fetchall()
    except duckdb.Error as error:
        failure = " ".join(str(error).split("LINE 1:")[0].split())
    # The address, which DuckDB repeats, may have a user of any name.
    cause = failure.rpartition('": ')[2]
    finding, remedy = next(
        words for sign, *words in CAUSES if re.search(sign, cause)
    )
    raise RawDatabaseError(
        f"raw table unreadable: {named(place)} {finding}; {remedy}"
        f" ({cause[:200]})"
    )


def find_typed(
    place: dict[str, str],
    expected: dict[str, dict[str, Any]],
    types: dict[str, str],
) -> list[str]:
    """Return which columns hold more than text, if all are there and fit."""
    wanted = dict.fromkeys(column["raw"] for column in expected.values())
    if not types:
        raise RawDatabaseError(
            f"raw table missing: expected {named(place)}, with columns"
            f" {', '.join(wanted)}; correct raw_location or var raw_schema, or"
            " let this user read it"
        )
    if missing := [name for name in wanted if name not in types]:
        raise RawDatabaseError(
            f"raw table wrong: {named(place)} lacks {', '.join(missing)};"
            f" expected the columns {', '.join(wanted)}; found"
            f" {', '.join(types)}"
        )
    typed = []
    for name, column in expected.items():
        raw, kind = column["raw"], re.sub(r"\(.*", "", column["type"])
        if types[raw] in TEXTS:
            continue
        if types[raw] not in FITTING[kind]:
            raise RawDatabaseError(
                f"raw table wrong: column {raw} of {named(place)} is of type"
                f" {types[raw]}, expected {', '.join(FITTING[kind])} or text;"
                " set raw_schema to one with views that cast it"
            )
        if kind != "varchar" and not column["format"]:
            typed.append(name)
    return typed


def named(place: dict[str, str]) -> str:
    """Return how an error calls a table."""
    return f"{place['schema']}.{place['table']} in {place['address']}"


def scan_of(place: dict[str, str]) -> str:
    """Return a table as DuckDB reads it."""
    words = (place["address"], place["schema"], place["table"])
    return f"postgres_scan({', '.join(map(text, words))})"
