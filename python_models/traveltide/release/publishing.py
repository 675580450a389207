"""A release: written beside the others, remembered, then put in force.

It is remembered by its row in int_releases, before the link is renamed. So
nothing that readers have seen is ever forgotten. A build that is killed in
between leaves a release that is remembered and that nobody saw: the next build
goes on from it and releases again, under a number of its own. A build that is
killed earlier leaves the published files as they were, and no row: models and
days of the history that no release has a row of are not gone on from.
"""

import os
import shutil
import subprocess
from datetime import datetime, timezone
from pathlib import Path
from uuid import uuid4

import duckdb
import pandas as pd
from dbt.flags import get_flags
from duckdb import DuckDBPyConnection
from xlsxwriter.exceptions import XlsxWriterException

from traveltide.forgetting import is_forgotten
from traveltide.quoting import in_one_line, quoted, text
from traveltide.release.database import write_database
from traveltide.release.exports import write_exports
from traveltide.release.files import (
    DATABASE,
    EXPORTS,
    NAMES,
    PAGES,
    complete,
    current_release,
    locked,
    prepare,
    put_in_force,
    remove_others,
)
from traveltide.release.guard import why_real_release_stays
from traveltide.release.mailing import write_mailing
from traveltide.release.origin import made_of_throughout

DEFAULT_DOMAIN = "traveltide"
# How files fail to be written: the workbook's words for it are its own.
FAILURES = (OSError, MemoryError, duckdb.Error, XlsxWriterException)
MEMORY = "history.int_releases"
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
    "is_generated": ("boolean", "Whether the data was generated, not real."),
}


def published_folder() -> Path:
    """Return the folder that everyone reads, one of its own for each domain.

    Its whole path: DuckDB takes a name that begins with sqlite: or s3: for
    the address of something else.
    """
    default = default_folder(getattr(get_flags(), "VARS", None) or {})
    return Path(os.environ.get("TRAVELTIDE_PUBLISHED", default)).absolute()


def default_folder(variables: dict[str, object]) -> str:
    """Return where a domain is published unless the environment says so."""
    domain = variables.get("domain", DEFAULT_DOMAIN)
    return "published" if domain == DEFAULT_DOMAIN else f"published_{domain}"


def publish(
    connection: DuckDBPyConnection,
    facts: pd.DataFrame,
    marts: list[str],
    pages: duckdb.DuckDBPyRelation | None = None,
    problem: str | None = None,
    row_limit: int = 0,
) -> pd.DataFrame:
    """Release the marts, or say in one row why nothing was released.

    facts: one row that says of what and with which model the release is made.
    marts: names of the tables that everyone may read.
    pages: path and content of every file of the dashboard.
    problem: what could not be drawn on its page.
    row_limit: rows of a table above which the workbook leaves it out.
    """
    if not facts["user_count"].iloc[0]:
        return say("no user had a session in the window")
    release = describe_release(facts)
    folder = published_folder()
    written = None
    is_remembered = False
    try:
        with locked(folder):
            reason = why_refused(folder, facts)
            if reason:
                return say(reason, is_failed=True)
            written = prepare(folder, str(release["release_id"]))
            write_files(connection, written, release, marts, pages, row_limit)
            before = current_release(folder)
            write_mailing(
                connection,
                written / EXPORTS,
                former=before / DATABASE if before else None,
                is_generated=bool(release["is_generated"]),
            )
            written = complete(written)
            remember(connection, release)
            is_remembered = True
            before = put_in_force(folder, written)
            if before and names_forgotten(connection, before / DATABASE):
                before = None
            remove_others(folder, [written, before])
    except FAILURES as error:
        if not is_remembered and written:
            shutil.rmtree(written, ignore_errors=True)
        return say(failure(folder, error, is_remembered), is_failed=True)
    return list_files(written, problem)


def why_refused(folder: Path, facts: pd.DataFrame) -> str | None:
    """Say why a release must not replace what is published, None if it may.

    The build has been asked before its first model, but others release, too.
    """
    fact = facts.iloc[0]
    if not fact["is_generated"] or fact["replaces_real_release"]:
        return None
    return why_real_release_stays(folder / DATABASE)


def why_published_stays() -> str | None:
    """Say why generated data may not be released where everyone reads."""
    return why_real_release_stays(published_folder() / DATABASE)


def release_in_force() -> str | None:
    """Return the number of the release that everyone reads, if there is one.

    None of one that has lost its database.
    """
    current = current_release(published_folder())
    return current.name if current and (current / DATABASE).is_file() else None


def names_forgotten(connection: DuckDBPyConnection, database: Path) -> bool:
    """Tell whether an earlier release names a user who is to be forgotten.

    One that cannot be asked is taken to do so.
    """
    try:
        connection.execute(
            f"attach {text(str(database))} as former (read_only)"
        )
        try:
            found = connection.execute(
                "select count(*) from former.marts.user_perks"
                f" where {is_forgotten('user_id')}"
            ).fetchall()
        finally:
            connection.execute("detach former")
    except duckdb.Error:
        return True
    return found[0][0] > 0


def describe_release(facts: pd.DataFrame) -> dict[str, object]:
    """Return the facts with the number, time and commit of a new release."""
    facts = facts.drop(columns="replaces_real_release")
    known = facts.astype(object).where(facts.notna(), None).iloc[0]
    return {
        **known.to_dict(),
        "release_id": uuid4().hex[:12],
        "released_at": datetime.now(timezone.utc).replace(tzinfo=None),
        "commit": current_commit(),
        "made_of": made_of_throughout(),
        "is_wholly_tested": not getattr(get_flags(), "SELECTOR", None),
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
    directory: Path,
    release: dict[str, object],
    marts: list[str],
    pages: duckdb.DuckDBPyRelation | None,
    row_limit: int,
) -> None:
    """Write every file of a release into its directory."""
    tables = {name: f"from marts.{quoted(name)}" for name in marts}
    tables["releases"] = releases_query(release)
    comments = {name: said for name, (_, said) in RELEASE_COLUMNS.items()}
    write_database(
        connection,
        directory / DATABASE,
        tables,
        {"releases": ("One row per release.", comments)},
        {"releases": ["release_id"]},
    )
    # A reader who may write would shut out all others.
    (directory / DATABASE).chmod(0o444)
    write_exports(
        connection,
        directory / DATABASE,
        directory / EXPORTS,
        is_generated=bool(release["is_generated"]),
        row_limit=row_limit,
    )
    for path, content in pages.fetchall() if pages is not None else []:
        page = directory / PAGES / path
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(content, encoding="utf-8")


def remember(
    connection: DuckDBPyConnection, release: dict[str, object]
) -> None:
    """Add a release to those that later builds go on from."""
    connection.execute(
        f"insert into {MEMORY} ({', '.join(release)})"
        f" values ({', '.join('?' * len(release))})",
        list(release.values()),
    )


def releases_query(release: dict[str, object]) -> str:
    """Return the query of all releases of a data set, the new one included."""
    columns = ", ".join(RELEASE_COLUMNS)
    values = ", ".join(
        f"cast({literal(release[name])} as {kind}) as {name}"
        for name, (kind, _) in RELEASE_COLUMNS.items()
    )
    return (
        f"select {columns} from {MEMORY}"
        f" where data_set = {literal(release['data_set'])}"
        f" union all select {values} order by released_at"
    )


def literal(value: object) -> str:
    """Return a value as a literal of SQL."""
    return "null" if value is None else text(str(value))


def list_files(released: Path, problem: str | None) -> pd.DataFrame:
    """Return one row per file of a release.

    A problem stands beside the page that has it.
    """
    found = [
        path
        for name in NAMES
        for path in sorted([released / name, *(released / name).rglob("*")])
        if path.is_file()
    ]
    rows = [
        (
            released.name,
            path.relative_to(released).as_posix(),
            path.stat().st_size,
            problem if path == released / PAGES / "index.html" else None,
            False,
        )
        for path in found
    ]
    return pd.DataFrame(rows, columns=list(TYPES)).astype(TYPES)


def say(reason: str, *, is_failed: bool = False) -> pd.DataFrame:
    """Return the one row of a build that released nothing."""
    row = (None, None, 0, reason, is_failed)
    return pd.DataFrame([row], columns=list(TYPES)).astype(TYPES)


def failure(folder: Path, error: Exception, is_remembered: bool) -> str:
    """Say in one line what went wrong, where, and what to do."""
    cause = in_one_line(error)
    if is_remembered:
        return (
            f"the new release could not be put in force in {folder}: {cause}."
            " Remove what is in its way and build again; the next release goes"
            " on from this one"
        )
    return (
        f"{folder} could not be written: {cause}. Its files stay as they were;"
        " make room there, or name another folder in TRAVELTIDE_PUBLISHED, and"
        " build again"
    )
