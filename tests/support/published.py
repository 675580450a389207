"""The published folder, as its readers see it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
from dbt_project import Outcome
from duckdb import DuckDBPyConnection
from traveltide.release.files import NAMES, PARTIAL, RELEASES

# Of each table: its rows, and the sum of their hashes, whatever their order.
Digest = dict[str, tuple[int, int]]

# The generated users are few: their segments are less stable than real ones,
# which warns, but does not stop the release. Drift warns even where there is
# none.
RELEASABLE: dict[str, object] = {
    "jaccard_limits": [0.99, 0.1],
    "psi_limits": [-1, 0.25],
}

# What the tables of one release agree about, each asked of another table.
AGREED = [
    "select count(*), max(as_of_date), max(model_version)"
    " from marts.user_perks",
    "select count(*), min(as_of_date), min(model_version)"
    " from marts.user_perks",
    "select count(*), max(user_perks.as_of_date),"
    " max(perk_history.model_version)"
    " from marts.perk_history inner join marts.user_perks"
    " using (user_id, segment_key, primary_perk, model_version)"
    " where valid_to is null",
    "select count(distinct user_id), (select max(as_of_date) from"
    " marts.releases), (select model_version from marts.model_versions where"
    " status = 'champion') from marts.user_perk_affinities",
]


@dataclass(frozen=True)
class FirstRelease:
    """A folder with a working file and what it released, and how it went."""

    folder: Path
    outcome: Outcome


@dataclass(frozen=True)
class Published:
    """A folder of released files."""

    folder: Path

    @property
    def database(self) -> Path:
        """Return the database that everyone reads."""
        return self.folder / "traveltide.duckdb"

    @contextmanager
    def opened(self) -> Iterator[DuckDBPyConnection]:
        """Open the database as a reader should."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            yield connection

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with self.opened() as connection:
            return connection.execute(sql).fetchall()

    def bytes(self) -> dict[str, str]:
        """Return the hash of every file that is there for readers."""
        return {
            path.relative_to(self.folder).as_posix(): sha256(
                path.read_bytes()
            ).hexdigest()
            for name in NAMES
            for path in [self.folder / name, *(self.folder / name).rglob("*")]
            if path.is_file()
        }

    def leftovers(self) -> list[str]:
        """Return what no reader is meant to see."""
        return [
            path.name
            for path in self.folder.rglob("*")
            if path.name.startswith(".") or path.suffix in (".wal", PARTIAL)
            if path.name != ".lock"
        ]

    def releases(self) -> set[str]:
        """Return the releases that are kept."""
        return {path.name for path in (self.folder / RELEASES).iterdir()}

    def digest(self) -> Digest:
        """Return the digest of its marts."""
        with self.opened() as connection:
            return digest(connection)

    def release_id(self) -> str:
        """Return the number of its release, all tables of which agree."""
        with self.opened() as connection:
            return checked_release(connection)


def copied(folder: Path, target: Path) -> Path:
    """Copy a folder with its links as links."""
    return Path(shutil.copytree(folder, target, symlinks=True))


def digest(connection: DuckDBPyConnection) -> Digest:
    """Return the digest of every mart of a database, published or at work."""
    names = connection.execute(
        "select table_name from duckdb_tables()"
        " where schema_name = 'marts' and table_name != 'releases' order by all"
    ).fetchall()
    found = {}
    for (name,) in names:
        found[name] = connection.execute(
            "select count(*), coalesce(sum(cast(hash(mart) as hugeint)), 0)"
            f' from marts."{name}" as mart'
        ).fetchall()[0]
    return found


def working_digest(file: Path) -> Digest:
    """Return the digest of the marts in a working file."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return digest(connection)


def checked_release(connection: DuckDBPyConnection) -> str:
    """Return the number of a release, whose tables must all be of it."""
    ((release_id, *facts),) = connection.execute(
        "select release_id, user_count, as_of_date, model_version"
        " from marts.releases order by released_at desc limit 1"
    ).fetchall()
    for question in AGREED:
        (found,) = connection.execute(question).fetchall()
        assert list(found) == facts, question
    return release_id
