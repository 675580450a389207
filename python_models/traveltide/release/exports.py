"""Exports: the tables of a release as files that need no database.

Every table as Parquet, the mailing list as CSV too, and a workbook. Names begin
with generated_ where the data is, so that no such file is taken for another.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from duckdb import DuckDBPyConnection

from traveltide.quoting import quoted, text
from traveltide.release.database import SCHEMA
from traveltide.release.workbook import write_workbook

MAILED = "user_perks"
MARK = "generated_"
DATABASE = "released"


def write_exports(
    connection: DuckDBPyConnection,
    database: Path,
    folder: Path,
    *,
    is_generated: bool,
    row_limit: int,
) -> None:
    """Write the tables of a released database into a folder.

    row_limit: rows of a table above which the workbook leaves it out.
    """
    mark = MARK if is_generated else ""
    with attached(connection, database) as schema:
        tables = dict(described(connection, "table"))
        for name in tables:
            rows = f"from {schema}.{quoted(name)}"
            files = {"parquet": "format parquet"}
            if name == MAILED:
                rows += " order by user_id"
                files["csv"] = "format csv, header"
            for ending, options in files.items():
                path = text(str(folder / f"{mark}{name}.{ending}"))
                connection.execute(f"copy ({rows}) to {path} ({options})")
        write_workbook(
            connection,
            folder / f"{mark}traveltide.xlsx",
            tables,
            described(connection, "column"),
            schema=schema,
            mark=mark,
            row_limit=row_limit,
        )


@contextmanager
def attached(connection: DuckDBPyConnection, database: Path) -> Iterator[str]:
    """Attach a released database, to be read, and name its schema."""
    connection.execute(
        f"attach {text(str(database))} as {DATABASE} (read_only)"
    )
    try:
        yield f"{DATABASE}.{SCHEMA}"
    finally:
        connection.execute(f"detach {DATABASE}")


def described(
    connection: DuckDBPyConnection, kind: str
) -> list[tuple[str, ...]]:
    """Return the tables or the columns that are released, and what they are."""
    names = "table_name" if kind == "table" else "table_name, column_name"
    order = "table_name" if kind == "table" else "table_name, column_index"
    return connection.execute(
        f"select {names}, comment from duckdb_{kind}s()"
        f" where database_name = ? and schema_name = ? order by {order}",
        [DATABASE, SCHEMA],
    ).fetchall()
