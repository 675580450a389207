"""The workbook: what fits a spreadsheet, with a word on what does not.

It is put together row by row, so only its compressed bytes are in memory.
"""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from duckdb import DuckDBPyConnection, DuckDBPyRelation
from xlsxwriter import Workbook

from traveltide.quoting import quoted

# Text stays text, whatever it looks like: no formulas, no links.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": True,
}
FORMATS = {"DATE": "yyyy-mm-dd", "TIMESTAMP": "yyyy-mm-dd hh:mm"}
COLUMN_WIDTH = 18
# Of users, those of the cohort are people that somebody looks at.
CHOSEN = {"user_perks": " where cohort_status = 'cohort' order by user_id"}
CHOSEN_NOTE = "users of the cohort only"
LEFT_OUT = "left out, more than {limit:,} rows: see {file}.parquet"
CONTENTS = ["table", "rows", "what it holds", "note"]
COLUMNS = ["table", "column", "what it says"]
GENERATED = "Generated data, not real users"
REAL = "Data of real users"


def write_workbook(
    connection: DuckDBPyConnection,
    path: Path,
    tables: dict[str, str],
    columns: list[tuple[str, ...]],
    *,
    schema: str,
    mark: str,
    row_limit: int,
) -> None:
    """Write the tables that have few enough rows, one sheet each.

    tables: description of each table.
    columns: table, name and description of every column.
    mark: what the names of files begin with where the data is generated.
    """
    sheets, contents = {}, []
    for name, description in tables.items():
        rows = connection.sql(
            f"from {schema}.{quoted(name)}{CHOSEN.get(name, '')}"
        )
        ((count,),) = rows.count("*").fetchall()
        note = CHOSEN_NOTE if name in CHOSEN else ""
        if count > row_limit:
            note = LEFT_OUT.format(limit=row_limit, file=f"{mark}{name}")
        else:
            sheets[name] = rows
        contents.append((name, count, description, note))
    # An archive on a full disk cannot be closed, and prints that as it is lost.
    archive = BytesIO()
    with Workbook(archive, OPTIONS) as book:
        said = GENERATED if mark else REAL
        write_sheet(book, "contents", CONTENTS, [*contents, (said,)])
        write_sheet(book, "columns", COLUMNS, columns)
        for name, rows in sheets.items():
            write_sheet(book, name, rows.columns, rows.fetchall(), rows)
    path.write_bytes(archive.getbuffer())


def write_sheet(
    book: Workbook,
    name: str,
    header: list[str],
    rows: Iterable[tuple[object, ...]],
    typed: DuckDBPyRelation | None = None,
) -> None:
    """Write rows below a header that stays in sight and can be filtered by."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(header) - 1, COLUMN_WIDTH)
    sheet.write_row(0, 0, header, book.add_format({"bold": True}))
    formats = [
        book.add_format({"num_format": FORMATS[str(kind)]})
        if str(kind) in FORMATS
        else None
        for kind in (typed.types if typed is not None else [None] * len(header))
    ]
    last = 0
    for last, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            sheet.write(last, place, value, formats[place])
    sheet.autofilter(0, 0, last, len(header) - 1)
