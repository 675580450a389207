"""The raw files before the first model: where they are, and what they hold.

A wrong file stops a command in one line, in the words of who has to mend it,
before anything is replaced.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from glob import glob
from hashlib import blake2b, md5
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from traveltide.quoting import in_one_line, text
from traveltide.raw_database import (
    RawDatabaseError,
    is_database,
    look_at_tables,
    why_address_is_refused,
)

ENDINGS = ("csv", "csv.gz", "parquet")
# Stands for the name of a table in a pattern of paths.
TABLE = "{table}"
# Bytes of a file that are hashed at once.
BLOCK = 1 << 20
# All that says how raw files are read into tables, and whom they leave out.
READING = (
    "macros/raw_files/*.sql",
    "macros/raw/*.sql",
    "models/*/staging/*sources.yml",
    "models/*/staging/base/landed/*",
    "seeds/*/raw_columns.csv",
)
FIELD = re.compile(r'(?:^|,)\s*("(?:[^"]|"")*"|[^,"]*)')
# Signs of a cause in DuckDB's words, what is wrong, and what to do.
CAUSES = (
    (
        "not a GZIP",
        "is not gzipped",
        "gzip it, or take .gz off its name if it is plain CSV",
    ),
    (
        "Parquet file|magic bytes",
        "is not a Parquet file",
        "export it again, or name it .csv if it is CSV",
    ),
    (
        "httpfs",
        "needs the httpfs extension of DuckDB, which is not installed and"
        " cannot be downloaded",
        "install it from a network that reaches extensions.duckdb.org, or"
        " download the files and set raw_location to their folder",
    ),
    (
        "HTTP 404",
        "is not there (HTTP 404)",
        "correct raw_location, or raw_format if the ending is another",
    ),
    (
        "HTTP 5[0-9][0-9]",
        "cannot be served now (a server error)",
        "build again later",
    ),
    (
        "HTTP [0-9]",
        "cannot be read: permission denied by the server",
        "set raw_location to an address that needs no login",
    ),
    (
        "not connect|not resolve|timed out|Timeout",
        "cannot be reached",
        "correct the host in raw_location, or the network",
    ),
    (
        "partial file",
        "broke off while it was read",
        "build again, or download the files and set raw_location to their"
        " folder",
    ),
    (
        "Permission denied",
        "cannot be read: permission denied",
        "allow this user to read it",
    ),
    ("", "cannot be read", "see the cause in brackets"),
)


# So many values tell whether a format is theirs.
FIRST_VALUES = 1000


class RawFileError(Exception):
    """A raw file that cannot be used, and what to do about it."""


def raw_files_reader(conn: DuckDBPyConnection) -> Callable[[str], str]:
    """Return the function `look_at_raw_files` for SQL.

    It takes the settings and returns the tables, both as JSON; an error is an
    answer too, for Jinja to raise as a line of its own.
    """

    def look_at_raw_files(request: str) -> str:
        settings = json.loads(request)
        if refusal := why_address_is_refused(settings["raw_location"]):
            return json.dumps({"error": refusal})
        code = digest_of_reading(
            Path(settings["project"]), settings["forgotten"]
        )
        is_elsewhere = is_database(settings["raw_location"])
        look = look_at_tables if is_elsewhere else look_at_files
        try:
            found = look(conn.cursor(), settings, code)
        except (RawFileError, RawDatabaseError) as error:
            return json.dumps({"error": str(error)})
        return json.dumps({"tables": found})

    return look_at_raw_files


def look_at_files(
    cursor: DuckDBPyConnection, settings: dict[str, Any], code: str
) -> list[dict[str, Any]]:
    """Return of every raw table its files, and those that are to be read.

    A table that may be missing, and is, has no files.
    """
    tables = []
    for name, table in settings["tables"].items():
        paths = find_paths(table["file"], settings)
        if name in settings["optional"] and not is_there(cursor, paths):
            paths = {}
        mapping = {"file": table["file"], "columns": table["columns"]}
        found = {"name": name, "reading": digest_of(f"{code} {mapping}")}
        known = known_files(cursor, found, settings)
        found["files"] = [
            look_at_file(path, label, known.get(label))
            for label, path in paths.items()
        ]
        number_files(found, known)
        if not settings["is_full_refresh"]:
            refuse_changes(found["files"], known, settings)
        found["parts"] = list(find_parts(cursor, found["files"], name, table))
        tables.append(found)
    return tables


def known_files(
    cursor: DuckDBPyConnection, found: dict[str, Any], settings: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    """Return the files whose rows are in a table, by name."""
    rows = cursor.execute(
        "select * from raw.known_files where table_name = $1", [found["name"]]
    )
    names = [column for column, *_ in rows.description]
    known = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
    # One that is no longer there is made of all files.
    is_there = settings["tables"][found["name"]]["landed"]
    is_current = all(row["reading"] == found["reading"] for row in known)
    found["is_afresh"] = settings["is_full_refresh"] or not (
        known and is_there and is_current
    )
    return {row["file_name"]: row for row in known}


def look_at_file(
    path: str, label: str, known: dict[str, Any] | None
) -> dict[str, Any]:
    """Return a file's state; what its bytes say, only if they may be new."""
    file = {"file_name": label, "path": path, "size": None, "checksum": None}
    file |= {"stamp": None, "is_known": False}
    # Behind an address a file can change unseen.
    if "://" in path:
        return file
    try:
        file["size"] = os.path.getsize(path)
        file["stamp"] = file_stamp(path)
        if known and file["stamp"] == known["stamp"]:
            file["checksum"] = known["checksum"]
        else:
            file["checksum"] = checksum_of(path)
    except PermissionError:
        # Reading its header says so in better words.
        return file
    same = ("size", "checksum")
    file["is_known"] = bool(known) and all(
        file[each] == known[each] for each in same
    )
    return file


def number_files(
    found: dict[str, Any], known: dict[str, dict[str, Any]]
) -> None:
    """Give each file the number that its rows bear, a new one to new files."""
    files = found["files"]
    # Where nothing stays, a new table is quicker than a change of the old.
    found["is_afresh"] |= not any(file["is_known"] for file in files)
    last = max((row["file_number"] for row in known.values()), default=0)
    fresh = count(1 if found["is_afresh"] else last + 1)
    for file in files:
        file["is_known"] &= not found["is_afresh"]
        file["file_number"] = (
            known[file["file_name"]]["file_number"]
            if file["is_known"]
            else next(fresh)
        )


def refuse_changes(
    files: list[dict[str, Any]],
    known: dict[str, dict[str, Any]],
    settings: dict[str, Any],
) -> None:
    """Say which file changed or went, where a var forbids that."""
    if settings["changed_raw_files"] != "refuse":
        return
    now = {file["file_name"]: file for file in files}
    for name, row in known.items():
        if name not in now:
            change = "is no longer there"
        elif row["checksum"] not in (None, now[name]["checksum"]):
            change = "has changed"
        else:
            continue
        raise RawFileError(
            f"raw file {name} {change} since it was read, and var"
            " changed_raw_files is refuse: put it back as it was, or set the"
            " var to read for one build"
        )


def find_parts(
    cursor: DuckDBPyConnection,
    files: list[dict[str, Any]],
    name: str,
    table: dict[str, Any],
) -> Iterator[dict[str, Any]]:
    """Yield the files to read, those of one form and header together."""
    expected = [column["raw"] for column in table["columns"].values()]
    part = {}
    for file in files:
        if file["is_known"]:
            continue
        path = file["path"]
        header = read_header(cursor, path)
        check_mapped(name, table, path, header)
        check_header(cursor, path, header, expected)
        check_formats(cursor, name, table, path)
        form = {"is_parquet": path.endswith(".parquet"), "header": header}
        # Numbers of files that are read together follow each other.
        if part and all(part[key] == value for key, value in form.items()):
            part["paths"].append(path)
            continue
        if part:
            yield part
        part = form | {"paths": [path], "first_number": file["file_number"]}
    if part:
        yield part


def is_there(cursor: DuckDBPyConnection, paths: dict[str, str]) -> bool:
    """Tell whether a file that may be missing is there.

    Some servers say of a missing file that it may not be read.
    """
    addresses = [path for path in paths.values() if "://" in path]
    if not addresses:
        return bool(paths)
    try:
        read_header(cursor, addresses[0])
    except RawFileError as error:
        return not re.search("HTTP 40[34]", str(error))
    return True


def find_paths(name: str, settings: dict[str, Any]) -> dict[str, str]:
    """Return the paths or addresses of a raw table's files by their names.

    None for a table that may be missing, and is.
    """
    location = settings["raw_location"]
    ending = settings["raw_format"]
    if ending not in ENDINGS:
        raise RawFileError(
            f"var raw_format is {ending}, expected csv, csv.gz or parquet"
        )
    if not location:
        raise RawFileError(
            "var raw_location is empty, expected sample, public, a folder or a"
            " URL that holds the raw files"
        )
    if location == "public":
        cached = f"{settings['public_cache_path']}/{name}.csv"
        is_cached = os.path.isfile(cached)
        path = cached if is_cached else settings["public_raw_files"].get(name)
        return {name: path} if path else {}
    if location == "sample":
        location = settings["sample_path"]
    if "://" in location:
        return {name: f"{location.rstrip('/')}/{name}.{ending}"}
    paths = find_local_paths(name, location)
    if not paths and name not in settings["optional"]:
        raise RawFileError(
            f"raw file missing: expected {name}.csv, .csv.gz or .parquet in"
            f" {location}, found none; set raw_location to a folder or URL that"
            f" holds the raw files, many of a table in a folder {name}"
        )
    return {os.path.relpath(path, root_of(location)): path for path in paths}


def find_local_paths(name: str, location: str) -> list[str]:
    """Return the files of a raw table in a folder, or where a pattern leads.

    A folder is taken by its name, however strange, before it is a pattern.
    """
    if os.path.isdir(location):
        return find_in_folder(name, location.rstrip("/"))
    if TABLE in location:
        found = glob(location.replace(TABLE, name), recursive=True)
        return sorted(path for path in found if is_raw_file(path))
    return [
        path
        for folder in sorted(glob(location.rstrip("/"), recursive=True))
        if os.path.isdir(folder)
        for path in find_in_folder(name, folder)
    ]


def find_in_folder(name: str, folder: str) -> list[str]:
    """Return the one file of a table in a folder, or those of its own one."""
    stem = f"{folder}/{name}"
    found = [
        path
        for path in (f"{stem}.{each}" for each in ENDINGS)
        if os.path.isfile(path)
    ]
    parts = sorted(
        os.path.join(place, file)
        for place, _, files in os.walk(stem)
        for file in files
        if is_raw_file(os.path.join(place, file))
    )
    if len(found) + bool(parts) > 1:
        both = [*found, f"files in {stem}/"] if parts else found
        raise RawFileError(
            f"raw file ambiguous: found {' and '.join(both)}, expected one;"
            " remove the one that is out of date"
        )
    return found or parts


def is_raw_file(path: str) -> bool:
    """Tell whether a file is meant to be read: not one half written, say."""
    name = os.path.basename(path)
    return name.endswith(tuple(f".{each}" for each in ENDINGS)) and not (
        name.startswith((".", "_"))
    )


def root_of(location: str) -> str:
    """Return the folder from which files have the names they are known by."""
    if os.path.isdir(location):
        return location
    return os.path.dirname(re.split(r"[*?\[{]", location)[0]) or "."


def read_header(cursor: DuckDBPyConnection, path: str) -> list[str]:
    """Return the column names of a file in its own order."""
    if path.endswith(".parquet"):
        return read_values(
            cursor,
            path,
            f"select name from parquet_schema({path_text(path)})"
            " where type is not null",
        )
    fields = FIELD.findall(first_line(cursor, path) or "")
    names = [name.strip().strip('"').strip() for name in fields]
    return names if any(names) else []


def first_line(cursor: DuckDBPyConnection, path: str) -> str | None:
    """Return the first line of a CSV file, none if there is none.

    No sign parts its fields: it is read as one, however strange it may be.
    """
    lines = read_values(
        cursor,
        path,
        f"select first_line from read_csv({path_text(path)},"
        " auto_detect = false, header = false, hive_partitioning = false,"
        " delim = chr(1), quote = '', escape = '', ignore_errors = true,"
        " strict_mode = false, null_padding = true, parallel = false,"
        " columns = {'first_line': 'varchar'}) limit 1",
    )
    return (lines[0] or "") if lines else None


def read_values(cursor: DuckDBPyConnection, path: str, query: str) -> list[Any]:
    """Return the first column of a query, or say why the file is unreadable."""
    try:
        return [value for value, *_ in cursor.execute(query).fetchall()]
    except duckdb.Error as error:
        failure = in_one_line(error)
    finding, remedy = next(
        words for sign, *words in CAUSES if re.search(sign, failure)
    )
    kind = (
        "Parquet"
        if path.endswith(".parquet")
        else "gzipped CSV"
        if path.endswith(".gz")
        else "CSV"
    )
    raise RawFileError(
        f"raw file unreadable: {path} {finding}; expected {kind}; {remedy}"
        f" ({failure[:200]})"
    )


def path_text(path: str) -> str:
    """Return a path as DuckDB's readers take it, to the letter.

    They would read [1] and * in the name of a folder as a pattern.
    """
    if "://" not in path:
        path = re.sub(r"([\[*?])", r"[\1]", path)
    return text(path)


def check_mapped(
    name: str, table: dict[str, Any], path: str, header: list[str]
) -> None:
    """Say which row of the seed raw_columns names no column of its file.

    A file without a header at all is not the seed's fault.
    """
    for column, found in table["columns"].items():
        if found["raw"] != column and header and found["raw"] not in header:
            raise RawFileError(
                f"seed raw_columns does not fit {path}: raw_column of"
                f" {name}.{column} is {found['raw']}; found"
                f" {', '.join(header)}; correct the row in raw_columns.csv"
            )


def check_formats(
    cursor: DuckDBPyConnection, name: str, table: dict[str, Any], path: str
) -> None:
    """Say which format of the seed raw_columns fits no value of its column."""
    reader = "read_parquet" if path.endswith(".parquet") else "read_csv"
    options = "" if reader == "read_parquet" else ", all_varchar = true"
    for column, found in table["columns"].items():
        if not found["format"]:
            continue
        fits = (
            "try_strptime(value, $format) is not null"
            if found["type"] == "timestamp"
            else "regexp_extract(value, $format, 1) != ''"
        )
        raw = found["raw"].replace('"', '""')
        try:
            known, fitting, example = cursor.execute(
                f"select count(*), count_if({fits}), min(value) from"
                f' (select cast("{raw}" as varchar) as value from'
                f" {reader}({path_text(path)}{options})"
                f' where "{raw}" is not null limit {FIRST_VALUES})',
                {"format": found["format"]},
            ).fetchone()
        except duckdb.Error as error:
            known, fitting, example = 1, 0, in_one_line(error)[:200]
        if known and not fitting:
            raise RawFileError(
                f"seed raw_columns does not fit {path}: format of"
                f" {name}.{column} is {found['format']}; found {found['raw']}"
                f" such as {example}; correct the row in raw_columns.csv"
            )


def check_header(
    cursor: DuckDBPyConnection,
    path: str,
    header: list[str],
    expected: list[str],
) -> None:
    """Say what a header lacks; other columns and any order are harmless."""
    missing = [name for name in expected if name not in header]
    names = {name.lower() for name in header}
    if not missing and len(names) == len(header):
        return
    is_parquet = path.endswith(".parquet")
    if header:
        problem = (
            "has no known column"
            if missing == expected
            else f"lacks {', '.join(missing)}"
            if missing
            else "names a column twice"
        )
    elif is_parquet:
        problem = "has no column"
    elif first_line(cursor, path) is None:
        problem = "is empty"
    else:
        problem = "begins with a blank line"
    kind = "a Parquet file" if is_parquet else "UTF-8 CSV with commas"
    found = ", ".join(header) if is_parquet else beginning_of(cursor, path)
    raise RawFileError(
        f"raw file header wrong: {path} {problem}; expected {kind} and the"
        f" columns {', '.join(expected)} in any order; found {found}"
    )


def beginning_of(cursor: DuckDBPyConnection, path: str) -> str:
    r"""Return the first bytes of a CSV file, those of no text as \xFF."""
    if "://" in path or path.endswith(".gz"):
        content = (first_line(cursor, path) or "").encode()[:200]
    else:
        with open(path, "rb") as file:
            content = file.read(200)
    if not content:
        return "nothing"
    kind = (
        "gzip data "
        if content.startswith(b"\x1f\x8b")
        else "Parquet data "
        if content.startswith(b"PAR1")
        else "UTF-16 text "
        if b"\x00" in content
        else ""
    )
    lines = content.replace(b"\r", b"\n").strip().splitlines()
    if not lines:
        return f"{kind}blank lines"
    return kind + "".join(
        chr(byte) if 32 <= byte < 127 else f"\\x{byte:02X}" for byte in lines[0]
    )


def digest_of_reading(project: Path, forgotten: str) -> str:
    """Return a hash of all that says how raw files become tables."""
    digest = md5(duckdb.__version__.encode(), usedforsecurity=False)
    for pattern in READING:
        for file in sorted(project.glob(pattern)):
            digest.update(f"\n{file.name}\n".encode())
            digest.update(file.read_bytes())
    digest.update(Path(forgotten).read_bytes())
    return digest.hexdigest()


def file_stamp(path: str) -> str:
    """Return what differs once a file has changed, or may have.

    The time of the last change of a file's state cannot be set, unlike that of
    its content.
    """
    state = os.stat(path)
    parts = (
        *(os.path.abspath(path), state.st_ino, state.st_size),
        *(state.st_mtime_ns, state.st_ctime_ns),
    )
    return digest_of(" ".join(map(str, parts)))


def digest_of(text: str) -> str:
    """Return a hash of a text."""
    return md5(text.encode(errors="replace"), usedforsecurity=False).hexdigest()


def checksum_of(path: str) -> str:
    """Return a hash of a file's bytes."""
    digest = blake2b(digest_size=16)
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
