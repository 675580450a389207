"""The published database: the marts as tables that old clients can read."""

from collections.abc import Iterator
from pathlib import Path

from duckdb import DuckDBPyConnection

# What a table is, and what each of its columns is.
Comments = tuple[str, dict[str, str]]

SCHEMA = "marts"
# DuckDB 1.2 and later read it; the version in use writes files they cannot.
STORAGE_VERSION = "v1.2.0"


def quoted(name: str) -> str:
    """Return a name as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """Return a text as a literal of SQL."""
    return "'" + value.replace("'", "''") + "'"


def write_database(
    connection: DuckDBPyConnection,
    path: Path,
    tables: dict[str, str],
    comments: dict[str, Comments],
) -> None:
    """Write tables into a new database file, marts with their comments.

    tables: name of each table and the query of its rows.
    comments: those of tables that are no marts.
    """
    connection.execute(
        f"attach {text(str(path))} as published"
        f" (storage_version '{STORAGE_VERSION}')"
    )
    try:
        connection.execute(f"create schema published.{SCHEMA}")
        for name, query in tables.items():
            target = f"published.{SCHEMA}.{quoted(name)}"
            connection.execute(f"create table {target} as {query}")
        known = read_comments(connection, list(tables)) | comments
        for statement in comment_statements(known):
            connection.execute(statement)
        connection.execute("checkpoint published")
    finally:
        connection.execute("detach published")


def read_comments(
    connection: DuckDBPyConnection, names: list[str]
) -> dict[str, Comments]:
    """Return the comments of the marts and of their columns."""
    commented = (
        "database_name = current_database() and schema_name = ?"
        " and list_contains(?, table_name) and comment is not null"
    )
    tables = connection.execute(
        f"select table_name, comment from duckdb_tables() where {commented}",
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
        target = f"published.{SCHEMA}.{quoted(table)}"
        yield f"comment on table {target} is {text(comment)}"
        for name, said in columns.items():
            yield f"comment on column {target}.{quoted(name)} is {text(said)}"
