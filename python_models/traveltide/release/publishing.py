"""A release: new files beside the old, memory committed, names swapped."""

import os
import subprocess
from datetime import datetime, timezone
from pathlib import Path
from uuid import uuid4

import duckdb
import pandas as pd
from duckdb import DuckDBPyConnection

from traveltide.release.database import quoted, text, write_database
from traveltide.release.files import (
    beside,
    flush,
    has_new_files,
    locked,
    remove_others,
    swap_in,
    sweep,
)
from traveltide.release.memory import last_release_id, remember

DATABASE = "traveltide.duckdb"
EXPORTED = "user_perks"
PAGES = "dashboard"
TYPES = {
    "release_id": "string",
    "path": "string",
    "byte_count": "int64",
    "message": "string",
    "is_failed": "bool",
}

RELEASE_COLUMNS = {
    "release_id": ("varchar", "Number of the release."),
    "released_at": ("timestamp", "When it was released (UTC)."),
    "as_of_date": ("date", "Last day of the data that counts."),
    "model_version": ("varchar", "Model that the users were scored with."),
    "commit": ("varchar", "Commit of the project; -dirty if it was changed."),
    "raw_location": ("varchar", "Where the raw files came from."),
    "user_count": ("bigint", "Users with a perk."),
}


def published_folder() -> Path:
    """Return the folder that everyone reads.

    Its whole path: DuckDB takes a name that begins with sqlite: or s3: for
    the address of something else.
    """
    return Path(os.environ.get("TRAVELTIDE_PUBLISHED", "published")).absolute()


def publish(
    connection: DuckDBPyConnection,
    facts: pd.DataFrame,
    marts: list[str],
    pages: duckdb.DuckDBPyRelation | None = None,
) -> pd.DataFrame:
    """Release the marts, or say in one row why nothing was released.

    facts: one row that says of what and with which model the release is made.
    marts: names of the tables that everyone may read.
    pages: path and content of every file of the dashboard.
    """
    if not facts["user_count"].iloc[0]:
        return say("no user had a session in the window")
    release = describe_release(facts)
    folder = published_folder()
    try:
        with locked(folder):
            sweep(folder)
            write_files(connection, folder, release, marts, pages)
            remember(connection, release)
            targets = swap_in(folder, release["release_id"])
            remove_others(folder / PAGES, targets)
    except (OSError, duckdb.Error) as error:
        return report_failure(connection, folder, release["release_id"], error)
    return list_files(folder, release["release_id"], targets)


def finish_release(connection: DuckDBPyConnection) -> None:
    """Swap in what a release had committed before it was cut off."""
    folder = published_folder()
    if not has_new_files(folder):
        return
    with locked(folder):
        release_id = last_release_id(connection)
        if release_id:
            swap_in(folder, release_id)
        sweep(folder)


def describe_release(facts: pd.DataFrame) -> dict[str, object]:
    """Return the facts with the number, time and commit of a new release."""
    known = facts.astype(object).where(facts.notna(), None).iloc[0]
    return {
        **known.to_dict(),
        "release_id": uuid4().hex[:12],
        "released_at": datetime.now(timezone.utc).replace(tzinfo=None),
        "commit": current_commit(),
    }


def current_commit() -> str | None:
    """Return the project's commit, null where git does not know one."""
    try:
        found = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--abbrev=12"],
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip() or None


def write_files(
    connection: DuckDBPyConnection,
    folder: Path,
    release: dict[str, object],
    marts: list[str],
    pages: duckdb.DuckDBPyRelation | None,
) -> None:
    """Write every new file beside its target and flush it to the disk."""
    release_id = str(release["release_id"])
    database = beside(folder / DATABASE, release_id)
    tables = {name: f"from marts.{quoted(name)}" for name in marts}
    tables["releases"] = releases_query(release)
    comments = {name: said for name, (_, said) in RELEASE_COLUMNS.items()}
    write_database(
        connection,
        database,
        tables,
        {"releases": ("One row per release.", comments)},
    )
    # A reader who may write would shut out all others, and leave a log that is
    # replayed into the next release.
    database.chmod(0o444)
    written = [database, *write_exports(connection, folder, release_id)]
    for path, content in pages.fetchall() if pages is not None else []:
        page = beside(folder / PAGES / path, release_id)
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(content, encoding="utf-8")
        written.append(page)
    for path in written:
        flush(path)


def releases_query(release: dict[str, object]) -> str:
    """Return the query of all releases of a data set, the new one included."""
    columns = ", ".join(RELEASE_COLUMNS)
    values = ", ".join(
        f"cast({literal(release[name])} as {kind}) as {name}"
        for name, (kind, _) in RELEASE_COLUMNS.items()
    )
    return (
        f"select {columns} from remembered.releases"
        f" where data_set = {literal(release['data_set'])}"
        f" union all select {values} order by released_at"
    )


def literal(value: object) -> str:
    """Return a value as a literal of SQL."""
    return "null" if value is None else text(str(value))


def write_exports(
    connection: DuckDBPyConnection, folder: Path, release_id: str
) -> list[Path]:
    """Write the mailing list as CSV and Parquet, in order of its users."""
    exports = folder / "exports"
    exports.mkdir(exist_ok=True)
    rows = f"from marts.{EXPORTED} order by user_id"
    written = []
    for ending, options in {
        "csv": "format csv, header",
        "parquet": "format parquet",
    }.items():
        path = beside(exports / f"{EXPORTED}.{ending}", release_id)
        connection.execute(f"copy ({rows}) to {text(str(path))} ({options})")
        written.append(path)
    return written


def list_files(
    folder: Path, release_id: str, targets: list[Path]
) -> pd.DataFrame:
    """Return one row per file of a release."""
    rows = [
        (
            release_id,
            target.relative_to(folder).as_posix(),
            target.stat().st_size,
            None,
            False,
        )
        for target in targets
    ]
    return pd.DataFrame(rows, columns=list(TYPES)).astype(TYPES)


def say(reason: str, *, is_failed: bool = False) -> pd.DataFrame:
    """Return the one row of a build that released nothing."""
    row = (None, None, 0, reason, is_failed)
    return pd.DataFrame([row], columns=list(TYPES)).astype(TYPES)


def report_failure(
    connection: DuckDBPyConnection,
    folder: Path,
    release_id: str,
    error: Exception,
) -> pd.DataFrame:
    """Say in one line what went wrong and where.

    What is remembered as released stays, to be swapped in by whoever is next;
    the rest is swept up.
    """
    cause = " ".join(str(error).split())
    try:
        with locked(folder):
            if last_release_id(connection) == release_id:
                return say(
                    f"the new files in {folder} could not be put in place:"
                    f" {cause}. Remove what is in their way; the next dbt"
                    " command finishes the release",
                    is_failed=True,
                )
            sweep(folder)
    except (OSError, duckdb.Error):
        # The next release sweeps.
        pass
    return say(
        f"{folder} could not be written: {cause}. Its files stay as they were;"
        " make room there, or name another folder in TRAVELTIDE_PUBLISHED, and"
        " build again",
        is_failed=True,
    )
