"""Files that are written beside their targets and swapped in by one rename.

The memory of the working file says which release was the last. New files bear
its number, so that whoever comes after a crash knows whether to finish the
swap or to sweep up.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ENDING = ".new"
# DuckDB replays a log it finds beside a file into that file.
LOG_ENDING = ".wal"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep every other release out of a folder, even one from another file."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def beside(target: Path, release_id: str) -> Path:
    """Return where a release writes a file before it is swapped in."""
    return target.with_name(f".{target.name}.{release_id}{ENDING}")


def swap_in(folder: Path, release_id: str) -> list[Path]:
    """Rename the new files of a release onto their targets, the database last.

    Every file of the release was written and flushed before: what is left to
    do can be done again by a later process.
    """
    ending = f".{release_id}{ENDING}"
    found = sorted(
        folder.rglob(f".*{ending}"),
        key=lambda path: (path.parent == folder, path),
    )
    targets = []
    for path in found:
        target = path.with_name(path.name[1 : -len(ending)])
        target.with_name(target.name + LOG_ENDING).unlink(missing_ok=True)
        path.replace(target)
        targets.append(target)
    for parent in {target.parent for target in targets}:
        flush(parent)
    return targets


def remove_others(folder: Path, kept: list[Path]) -> None:
    """Remove what earlier releases left in a folder that is written whole.

    A user whom a release leaves out must not stay readable in an old file.
    """
    for path in folder.rglob("*"):
        if path.is_file() and path not in kept:
            path.unlink()


def has_new_files(folder: Path) -> bool:
    """Tell whether a release is under way, or was cut off."""
    return any(folder.rglob(f".*{ENDING}*"))


def sweep(folder: Path) -> None:
    """Remove what a release that did not get through has left behind."""
    for path in folder.rglob(f".*{ENDING}*"):
        path.unlink()


def flush(path: Path) -> None:
    """Make sure that a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
