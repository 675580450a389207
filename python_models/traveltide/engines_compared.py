"""What differs between the tables that two engines have built."""

import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from traveltide.quoting import text

# They hold rows only while a model is trained; the build has ended.
OF_A_TRAINING = {"int_model_plan", "int_training_points", "int_backtest_users"}
# Who reads a file in parts does not know the number of a line in it.
LEFT_OUT = {"stg_engine__rejected_rows": {"line_number"}}

# As the builds on DuckDB are bounded.
MEMORY_LIMIT = "TRAVELTIDE_MEMORY_LIMIT"


def compare_tables(warehouse: Path, tables: Path) -> list[str]:
    """Print how many rows are equal; return a line for all that is not."""
    listed = tables / "lent/built_on_spark/part.parquet"
    if not listed.exists():
        return [f"{tables}: no tables to compare"]
    differences = []
    with duckdb.connect(warehouse, read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(
            "set memory_limit = ?", [os.environ.get(MEMORY_LIMIT, "1250MB")]
        )
        built = connection.sql(
            "select schema_name || '.' || table_name, folder"
            f" from read_parquet({text(str(listed))}) order by all"
        ).fetchall()
        for name, folder in built:
            if Path(folder).name in OF_A_TRAINING:
                continue
            try:
                (count,) = connection.sql(
                    f"select count(*) from {name}"
                ).fetchone()
            except duckdb.CatalogException:
                differences.append(f"{name}: not built on DuckDB")
                continue
            found = list(
                compare_table(connection, name, tables / folder, count)
            )
            differences += found
            if not found:
                print(f"{name}: {count:,} rows equal")
    return differences


def compare_table(
    connection: DuckDBPyConnection, name: str, folder: Path, count: int
) -> Iterator[str]:
    """Yield a line for every column in which rows differ, or are missing."""
    if not any(folder.glob("*.parquet")):
        # Sail writes no file for a table without rows.
        if count:
            yield f"{name}: {count:,} rows of DuckDB alone, no file of Spark"
        return
    files = f"read_parquet({text(str(folder / '*.parquet'))})"
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
