"""A dbt-duckdb plugin that looks after the working file before dbt does."""

import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.environments import Environment
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.flags import get_flags
from dbt_common.exceptions import DbtRuntimeError
from duckdb import DuckDBPyConnection
from duckdb.sqltypes import BOOLEAN, VARCHAR

from traveltide.forgetting import lend_salt, why_list_is_refused
from traveltide.quoting import in_one_line
from traveltide.raw_database import why_address_is_refused
from traveltide.raw_files import raw_files_reader
from traveltide.release import (
    made_of,
    note_origin,
    release_in_force,
    why_nothing_is_released,
    why_published_stays,
)

IN_USE = (
    "the working file {path} is in use by another program ({cause}): wait for"
    " it to end, or name another file in TRAVELTIDE_WAREHOUSE; readers belong"
    " to the published file"
)
DAMAGED = (
    "the working file {path} is not a DuckDB file, or damaged ({cause}): put a"
    " copy of it back, or move it away, and build again; without a copy"
    " history, models and campaigns begin anew, the published files stay as"
    " they are"
)
FAILED = (
    "the working file {path} could not be opened ({cause}): see to the cause in"
    " brackets and build again"
)
# What is wrong with the machine, not with the file.
SIGNS_OF_MACHINE = (
    "No space left|Input/output error|Permission denied|memory|allocate|fsync"
)
BROKEN_OFF = "{cause}: see to that and build again"
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


# How a model fails without being wrong.
OF_MACHINE = (
    OSError,
    MemoryError,
    duckdb.OperationalError,
    duckdb.FatalException,
)


def real_release_in_the_way(_: str) -> str | None:
    """Say why this dbt command would not release its generated data.

    None for a command that releases nothing anyway.
    """
    if why_nothing_is_released(get_flags()):
        return None
    return why_published_stays()


def is_releasing(_: str) -> bool:
    """Tell whether this dbt command builds and tests all, so it may release."""
    return why_nothing_is_released(get_flags()) is None


def explained(run: Callable[..., Any]) -> Callable[..., Any]:
    """Let what the machine fails in dbt-duckdb be said in one line.

    It prints where in Python any model failed, and dbt where a connection did.
    That is a help with a wrong model, not with a full disk.
    """

    @wraps(run)
    def run_and_explain(*arguments: object, **options: object) -> object:
        try:
            return run(*arguments, **options)
        except (DbtRuntimeError, *OF_MACHINE) as error:
            # dbt-duckdb raises an error of its own for that of a model, and for
            # one that is explained already, of a cursor within.
            cause: BaseException | None = error
            while isinstance(cause, DbtRuntimeError):
                cause = cause.__context__
            if not isinstance(cause, OF_MACHINE):
                raise
            msg = BROKEN_OFF.format(cause=in_one_line(cause))
            raise DbtRuntimeError(msg) from None

    return run_and_explain


def explain_failures() -> None:
    """Do so, once a process."""
    for name in ("initialize_cursor", "run_python_job"):
        run = getattr(Environment, name)
        if not hasattr(run, "__wrapped__"):
            setattr(Environment, name, staticmethod(explained(run)))


class Plugin(BasePlugin):
    """Make room for the working file, and say what is wrong with it."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Create the folder of the working file before DuckDB opens it.

        A password is refused here, before dbt writes down its arguments.
        """
        explain_failures()
        location = (get_flags().VARS or {}).get("raw_location", "")
        if refusal := why_address_is_refused(location):
            raise DbtRuntimeError(refusal)
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
            cause = in_one_line(error)
            said = DAMAGED
            if cause.startswith("IO Error: Could not set lock"):
                said = IN_USE
            elif re.search(SIGNS_OF_MACHINE, cause):
                said = FAILED
            msg = said.format(path=creds.path, cause=cause)
            raise DbtRuntimeError(msg) from None

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Let SQL ask for files, for what is published, and for the salt."""
        conn.create_function(
            "look_at_raw_files",
            raw_files_reader(conn),
            [VARCHAR],
            VARCHAR,
            side_effects=True,
        )
        conn.create_function(
            "real_release_in_the_way",
            real_release_in_the_way,
            [VARCHAR],
            VARCHAR,
            null_handling="special",
            side_effects=True,
        )
        conn.create_function(
            "is_releasing", is_releasing, [VARCHAR], BOOLEAN, side_effects=True
        )
        for name, answer in (
            ("made_of", made_of),
            ("note_origin", note_origin),
            ("release_in_force", release_in_force),
        ):
            conn.create_function(
                name,
                answer,
                [],
                VARCHAR,
                null_handling="special",
                side_effects=True,
            )
        lend_salt(conn)
        conn.create_function(
            "why_list_is_refused",
            why_list_is_refused,
            [VARCHAR],
            VARCHAR,
            null_handling="special",
            side_effects=True,
        )
