"""The published database: the marts as tables that old clients can read.

Each table is also a view in schema main, where tools look that name no schema.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from duckdb import DuckDBPyConnection

from traveltide.quoting import quoted, text

# What a table is, and what each of its columns is.
Comments = tuple[str, dict[str, str]]

SCHEMA = "marts"
# DuckDB 1.2 and later read it; the version in use writes files they cannot.
STORAGE_VERSION = "v1.2.0"
METHODS = "disabled_compression_methods"
# What they save beside a dictionary is not worth their time.
SLOW_METHODS = "fsst,dict_fsst"


def write_database(
    connection: DuckDBPyConnection,
    path: Path,
    tables: dict[str, str],
    comments: dict[str, Comments],
    keys: dict[str, list[str]] | None = None,
) -> None:
    """Write tables into a new database file, marts with comments and keys.

    tables: name of each table and the query of its rows.
    comments: those of tables that are no marts.
    keys: theirs.
    """
    connection.execute(
        f"attach {text(str(path))} as published"
        f" (storage_version '{STORAGE_VERSION}')"
    )
    ((home, methods),) = connection.execute(
        f"select current_database(), current_setting('{METHODS}')"
    ).fetchall()
    try:
        # What is not worth its time in the working file is a quarter in size
        # here, where each name stands in many rows.
        connection.execute(f"set {METHODS} = {text(SLOW_METHODS)}")
        connection.execute(f"create schema published.{SCHEMA}")
        for name, query in tables.items():
            target = f"published.{SCHEMA}.{quoted(name)}"
            connection.execute(f"create table {target} as {query}")
        primary = read_keys(connection, list(tables)) | (keys or {})
        for name, columns in primary.items():
            connection.execute(
                f"alter table published.{SCHEMA}.{quoted(name)}"
                f" add primary key ({', '.join(map(quoted, columns))})"
            )
        known = read_comments(connection, list(tables)) | comments
        # From within, lest a view names the file as it is named here.
        connection.execute("use published")
        statements = [
            f"create view main.{quoted(name)}"
            f" as select * from {SCHEMA}.{quoted(name)}"
            for name in tables
        ]
        run_at_once(connection, [*statements, *comment_statements(known)])
        connection.execute("checkpoint published")
    finally:
        connection.execute(f"set {METHODS} = {text(methods)}")
        connection.execute(f"use {quoted(home)}")
        connection.execute("detach published")


def run_at_once(
    connection: DuckDBPyConnection, statements: Iterable[str]
) -> None:
    """Run many statements in one transaction: each would be flushed alone."""
    connection.execute("begin")
    try:
        for statement in statements:
            connection.execute(statement)
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def read_keys(
    connection: DuckDBPyConnection, names: list[str]
) -> dict[str, list[str]]:
    """Return the primary key of each mart that declares one."""
    return dict(
        connection.execute(
            "select table_name, constraint_column_names"
            " from duckdb_constraints()"
            " where database_name = current_database() and schema_name = ?"
            " and list_contains(?, table_name)"
            " and constraint_type = 'PRIMARY KEY'",
            [SCHEMA, names],
        ).fetchall()
    )


def read_comments(
    connection: DuckDBPyConnection, names: list[str]
) -> dict[str, Comments]:
    """Return the comments of the marts, some of them views, and columns."""
    commented = (
        "database_name = current_database() and schema_name = ?"
        " and list_contains(?, table_name) and comment is not null"
    )
    tables = connection.execute(
        "select table_name, comment from (from duckdb_tables() union all by"
        " name select *, view_name as table_name from duckdb_views())"
        f" where {commented}",
        [SCHEMA, names],
    ).fetchall()
    columns = connection.execute(
        "select table_name, column_name, comment from duckdb_columns()"
        f" where {commented}",
        [SCHEMA, names],
    ).fetchall()
    return {
        table: (
            comment,
            {name: said for owner, name, said in columns if owner == table},
        )
        for table, comment in tables
    }


def comment_statements(comments: dict[str, Comments]) -> Iterator[str]:
    """Return the statements that write comments into the published file."""
    for table, (comment, columns) in comments.items():
        for kind, schema in (("table", SCHEMA), ("view", "main")):
            target = f"{schema}.{quoted(table)}"
            yield f"comment on {kind} {target} is {text(comment)}"
            for name, said in columns.items():
                column = f"{target}.{quoted(name)}"
                yield f"comment on column {column} is {text(said)}"
