"""Readers of the released files who never stop: of pages and exports."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from processes import FORKS
from published import Published

PAUSE = 1


@contextmanager
def leafing(
    published: Published, log: Path
) -> Iterator[Callable[[], list[str]]]:
    """Read pages and exports in a process; then ask what was seen.

    A line is ok, or says what was wrong.
    """
    process = FORKS.Process(target=leaf_in_a_loop, args=(published, log))
    process.start()

    def seen() -> list[str]:
        process.terminate()
        process.join()
        # The last line may have been cut off.
        return log.read_text(encoding="utf-8").split("\n")[:-1]

    try:
        yield seen
    finally:
        process.kill()
        process.join()


def leaf_in_a_loop(published: Published, log: Path) -> None:
    """Read a page and an export; write a line about each time."""
    with log.open("a", encoding="utf-8", buffering=1) as lines:
        while True:
            try:
                problem = look_at_files(published.folder)
            except Exception as error:
                problem = " ".join(f"{error!r}".split())
            lines.write(f"{problem or 'ok'}\n")
            time.sleep(PAUSE)


def look_at_files(folder: Path) -> str | None:
    """Say what is wrong with a page or with the list of perks."""
    page = (folder / "dashboard/index.html").read_text(encoding="utf-8")
    if not page.rstrip().endswith("</html>"):
        return f"the page of {len(page)} characters breaks off"
    perks = folder / "exports/generated_user_perks.csv"
    with perks.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if not rows or None in rows[-1].values():
        return f"the list of {len(rows)} perks breaks off"
    if len({row["user_id"] for row in rows}) < len(rows):
        return "the list of perks has a user twice"
    if len({row["as_of_date"] for row in rows}) > 1:
        return "the list of perks is of two days"
    return None
