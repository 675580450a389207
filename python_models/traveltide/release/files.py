"""A release is one directory, put before its readers by one renamed link.

    current -> releases/3f0c1b…     the release in force
    releases/3f0c1b…                with traveltide.duckdb, dashboard/, exports
                                    and docs, once make docs has written it
    traveltide.duckdb -> current/…  and so on: links that are made once

A directory that ends in .partial is being written, or was when its writer was
killed; the next release removes it.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

DATABASE = "traveltide.duckdb"
PAGES = "dashboard"
EXPORTS = "exports"
DOCS = "docs"
# What readers open, in the published folder.
NAMES = (DATABASE, PAGES, EXPORTS, DOCS)
CURRENT = "current"
RELEASES = "releases"
# What plain files of earlier versions become.
FORMER = "former"
PARTIAL = ".partial"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep every other release out of a folder, even one from another file."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def current_release(folder: Path) -> Path | None:
    """Return the directory of the release in force, if there is one."""
    link = folder / CURRENT
    return folder / link.readlink() if link.is_symlink() else None


def prepare(folder: Path, release_id: str) -> Path:
    """Make a directory for a release to be written in."""
    if (folder / CURRENT).exists() and not current_release(folder):
        raise FileExistsError(f"{folder / CURRENT} is not a link")
    (folder / RELEASES).mkdir(exist_ok=True)
    for left in (folder / RELEASES).glob(f"*{PARTIAL}"):
        shutil.rmtree(left)
    take_over(folder)
    directory = folder / RELEASES / f"{release_id}{PARTIAL}"
    for name in (PAGES, EXPORTS):
        (directory / name).mkdir(parents=True)
    return directory


def take_over(folder: Path) -> None:
    """Put links in the places that readers know.

    Plain files there are a release of an earlier version. They become the
    release in force first; the database is there under its name all the time.
    """
    plain = [
        name
        for name in NAMES
        if (folder / name).exists() and not (folder / name).is_symlink()
    ]
    if plain:
        former = current_release(folder) or folder / RELEASES / FORMER
        former.mkdir(exist_ok=True)
        with suppress(FileExistsError):
            if DATABASE in plain:
                os.link(folder / DATABASE, former / DATABASE)
        link(folder, CURRENT, former.relative_to(folder))
        for name in plain:
            if name != DATABASE:
                (folder / name).rename(former / name)
    for name in NAMES:
        if not (folder / name).is_symlink():
            link(folder, name, Path(CURRENT, name))
    flush(folder)


def complete(directory: Path) -> Path:
    """Flush a written release to the disk and give it its name."""
    for path in [*directory.rglob("*"), directory]:
        flush(path)
    released = directory.rename(directory.with_suffix(""))
    flush(released.parent)
    return released


def put_in_force(folder: Path, released: Path) -> Path | None:
    """Let all readers see a release from now on; return the one before it.

    A log that a writer left goes: DuckDB would replay it into a database.
    """
    before = current_release(folder)
    for place in (folder, before or folder):
        (place / f"{DATABASE}.wal").unlink(missing_ok=True)
    link(folder, CURRENT, released.relative_to(folder))
    flush(folder)
    return before


def link(folder: Path, name: str, target: Path) -> None:
    """Let a name in a folder lead elsewhere, in one rename."""
    new = folder / f".{name}.new"
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(folder / name)


def remove_others(folder: Path, kept: list[Path | None]) -> None:
    """Remove earlier releases; whoever has opened a file of one keeps it."""
    for path in (folder / RELEASES).iterdir():
        if path not in kept:
            shutil.rmtree(path, ignore_errors=True)


def flush(path: Path) -> None:
    """Make sure that a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
