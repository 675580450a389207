"""What differs between the tables that two engines have built."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

# They hold rows only while a model is trained; the build has ended.
OF_A_TRAINING = {"int_model_plan", "int_training_points", "int_backtest_users"}
# Who reads a file in parts does not know the number of a line in it.
LEFT_OUT = {"stg_engine__rejected_rows": {"line_number"}}


def compare_tables(warehouse: Path, tables: Path) -> list[str]:
    """Print how many rows are equal; return a line for all that is not."""
    differences = []
    with duckdb.connect(warehouse, read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        schemas = dict(
            connection.sql(
                "select table_name, table_schema from information_schema.tables"
            ).fetchall()
        )
        files = tables.glob("[ms]*ed/*/*.parquet")
        folders = sorted({file.parent for file in files})
        for folder in folders:
            name = folder.name
            if name in OF_A_TRAINING:
                continue
            if name not in schemas:
                differences.append(f"{name}: not built on DuckDB")
                continue
            found = list(
                compare_table(connection, f"{schemas[name]}.{name}", folder)
            )
            differences += found
            if not found:
                (count,) = connection.sql(
                    f"select count(*) from {schemas[name]}.{name}"
                ).fetchone()
                print(f"{name}: {count:,} rows equal")
    if not folders:
        differences.append(f"{tables}: no tables to compare")
    return differences


def compare_table(
    connection: DuckDBPyConnection, name: str, folder: Path
) -> Iterator[str]:
    """Yield a line for every column in which rows differ, or are missing."""
    path = str(folder / "*.parquet").replace("'", "''")
    files = f"read_parquet('{path}')"
    expected = columns_of(connection, name)
    found = columns_of(connection, f"(from {files})")
    for column in sorted(expected.keys() ^ found.keys()):
        yield f"{name}.{column}: a column of one engine alone"
    columns = [
        column
        for column in expected
        if column in found and column not in LEFT_OUT.get(folder.name, ())
    ]
    # A count is wider on one engine than on the other, and as much.
    casts = {
        column: f"cast({column} as {expected[column]})" for column in columns
    }
    here = f"select {', '.join(columns)} from {name}"
    there = f"select {', '.join(casts.values())} from {files}"
    if not differing(connection, here, there):
        return
    explained = False
    for column, cast in casts.items():
        found = differing(
            connection,
            f"select {column} from {name}",
            f"select {cast} from {files}",
        )
        if found:
            explained = True
            yield f"{name}.{column}: {found}"
    if not explained:
        yield f"{name}: rows differ in how their columns go together"


def differing(connection: DuckDBPyConnection, here: str, there: str) -> str:
    """Say how many rows of two queries differ, with an example of each."""
    told = []
    for engine, query in {
        "DuckDB": f"({here}) except all ({there})",
        "Spark": f"({there}) except all ({here})",
    }.items():
        count, *example = connection.sql(
            f"select count(*), first(columns(*)) from ({query})"
        ).fetchone()
        if count:
            value = example[0] if len(example) == 1 else tuple(example)
            told.append(f"{count:,} rows of {engine} alone, as {value}")
    return "; ".join(told)


def columns_of(connection: DuckDBPyConnection, relation: str) -> dict[str, str]:
    """Return the types of the columns of a relation, by name."""
    rows = connection.sql(
        f"select column_name, column_type from (describe from {relation})"
    )
    return dict(rows.fetchall())
