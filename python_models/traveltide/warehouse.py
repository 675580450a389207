"""A dbt-duckdb plugin that looks after the working file before dbt does."""

import json
import os
import re
import sys
from collections.abc import Callable
from functools import cache
from hashlib import md5
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError
from duckdb import DuckDBPyConnection
from duckdb.sqltypes import VARCHAR

from traveltide.release import finish_release

IN_USE = (
    "the working file {path} is in use by another program ({cause}): wait for"
    " it to end, or name another file in TRAVELTIDE_WAREHOUSE; readers belong"
    " to the published file"
)
DAMAGED = (
    "the working file {path} is no DuckDB file, or damaged ({cause}): move it"
    " away and build again; history and models begin anew, the published files"
    " stay as they are"
)
# DuckDB calls the database by the file's name, and has its own of these names.
NAME = r"(?!(main|memory|system|temp)$)[\w -]+"
MISNAMED = (
    "the working file {path} cannot be a database of the name {name!r}: give"
    " TRAVELTIDE_WAREHOUSE a file name of letters, digits, blanks, - and _,"
    " such as traveltide.duckdb"
)
HOMELESS = (
    "the folder of the working file {path} cannot be made ({cause}): name"
    " another file in TRAVELTIDE_WAREHOUSE"
)
UNFINISHED = (
    "the release that was cut off cannot be finished ({cause}): remove what is"
    " in its way in the published folder and run the command again"
)


def file_stamp(path: str) -> str | None:
    """Return what differs once a file has changed; none for an address.

    The time of the last change of a file's state cannot be set, unlike that of
    its content.
    """
    try:
        state = os.stat(path)
    except OSError:
        return None
    parts = (state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
    return " ".join(map(str, parts))


@cache
def environment_stamp(_: str) -> str:
    """Return what differs once other software makes the tables.

    That is Python, what is installed, and this package with all its files.
    """
    installed = sorted(
        path.name
        for folder in map(Path, sys.path)
        for path in folder.glob("*.dist-info")
    )
    digest = md5(f"{sys.version} {installed}".encode(), usedforsecurity=False)
    package = Path(__file__).parent
    for file in sorted(package.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            content = file.read_bytes()
            digest.update(
                f"{file.relative_to(package)} {len(content)}".encode()
            )
            digest.update(content)
    return digest.hexdigest()


def attempts(conn: DuckDBPyConnection) -> Callable[[str], str]:
    """Return a function that tells what a query finds, or how it fails.

    Jinja cannot catch an error, so it lets this function read.
    """

    def attempt(query: str) -> str:
        try:
            rows = conn.cursor().execute(query).fetchall()
        except duckdb.Error as error:
            return json.dumps({"failure": " ".join(str(error).split())})
        return json.dumps({"found": [first for first, *_ in rows]})

    return attempt


def teach(
    conn: DuckDBPyConnection, function: Callable[[str], str | None]
) -> None:
    """Give SQL a function of a text."""
    conn.create_function(
        function.__name__,
        function,
        [VARCHAR],
        VARCHAR,
        null_handling="special",
        side_effects=True,
    )


class Plugin(BasePlugin):
    """Make room for the working file, and finish what a crash cut off."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Create the folder of the working file before DuckDB opens it."""
        if not self.creds or self.creds.path == ":memory:":
            return
        path = self.creds.path
        name = Path(path).name.split(".")[0]
        if not re.fullmatch(NAME, name):
            raise DbtRuntimeError(MISNAMED.format(path=path, name=name))
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            msg = HOMELESS.format(path=path, cause=error)
            raise DbtRuntimeError(msg) from None

    def update_connection_config(
        self,
        creds: Any,  # noqa: ANN401
        config: dict[str, Any],
    ) -> None:
        """Open the file once by ourselves: errors then say what to do."""
        try:
            duckdb.connect(creds.path, config=config).close()
        except duckdb.Error as error:
            cause = " ".join(str(error).split())
            is_locked = cause.startswith("IO Error: Could not set lock")
            said = IN_USE if is_locked else DAMAGED
            msg = said.format(path=creds.path, cause=cause)
            raise DbtRuntimeError(msg) from None

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Swap in the files of a release that was cut off after its commit."""
        try:
            finish_release(conn)
        except OSError as error:
            raise DbtRuntimeError(UNFINISHED.format(cause=error)) from None
        for function in (attempts(conn), file_stamp, environment_stamp):
            teach(conn, function)
