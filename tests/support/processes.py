"""Real processes for the tests: builds to be killed, readers to be watched.

They fork from one server that has imported dbt, so that none of them waits for
the seconds which that takes.
"""

from __future__ import annotations

import multiprocessing
import pickle
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import mkdtemp

from dbt_project import NO_UNIT_TESTS, Outcome, Project, Warehouse
from published import Published, checked_release, digest

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["dbt.cli.main", "dbt.adapters.duckdb.impl", "duckdb", "pandas"]
)
PRINTED = "printed"


@dataclass(frozen=True)
class Building:
    """A build under way, with a folder of its own for what it writes."""

    process: BaseProcess
    warehouse: Warehouse
    scratch: Path

    def reaches(self, share: float) -> bool:
        """Wait until so many of its nodes have begun; tell if it is alive."""
        log = self.scratch / "logs/dbt.log"
        while self.process.is_alive():
            text = log.read_text(encoding="utf-8") if log.exists() else ""
            begun = re.findall(r"(\d+) of (\d+) START", text)
            if begun and int(begun[-1][0]) >= share * int(begun[-1][1]):
                return True
            time.sleep(0.02)
        return False

    def kill(self) -> bool:
        """Kill it as kill -9 does; tell whether it was still at work."""
        was_alive = self.process.is_alive()
        self.process.kill()
        self.process.join()
        return was_alive

    def wait(self) -> Outcome:
        """Wait for its end, and return what came of it."""
        self.process.join()
        assert self.process.exitcode == 0, self.process.exitcode
        printed = self.scratch / PRINTED
        succeeded, output = pickle.loads(printed.read_bytes())
        return Outcome(succeeded, output, self.warehouse, [])


def started(
    project: Project,
    location: Path | str,
    within: Path,
    *words: str,
    forks: BaseContext = FORKS,
    **variables: object,
) -> Building:
    """Start a build of everything, on the working file within a folder."""
    # Parsed here, once: each process would do it again.
    assert project.manifest
    # Not beside the working file, whose disk may be full.
    own = copy(project)
    own.scratch = Path(mkdtemp(dir=project.scratch))
    arguments = (own, location, within, words, variables)
    process = forks.Process(target=build_and_print, args=arguments)
    process.start()
    return Building(process, own.warehouse(within), own.scratch)


def build_and_print(
    project: Project,
    location: Path | str,
    within: Path,
    words: tuple[str, ...],
    variables: dict[str, object],
) -> None:
    """Build, and leave what came of it in a file."""
    outcome = project.build(
        location, *NO_UNIT_TESTS, *words, within=within, **variables
    )
    printed = (outcome.succeeded, outcome.output)
    (project.scratch / PRINTED).write_bytes(pickle.dumps(printed))


def in_process(function: Callable[..., None], *arguments: object) -> int | None:
    """Call a function in a process of its own; return its exit code."""
    process = FORKS.Process(target=function, args=arguments)
    process.start()
    process.join()
    return process.exitcode


@dataclass(frozen=True)
class Seen:
    """What a reader saw: contents by release, and what went wrong."""

    opens: int
    digests: dict[str, set[str]]
    errors: list[str]


@contextmanager
def watched(
    published: Published, log: Path, pause: float = 0.2
) -> Iterator[Callable[[], Seen]]:
    """Read in a loop, in a process, until the end; then ask what was seen."""
    process = FORKS.Process(target=read_in_a_loop, args=(published, log, pause))
    process.start()

    def seen() -> Seen:
        process.terminate()
        process.join()
        digests = defaultdict(set)
        errors = []
        # The last line may have been cut off.
        lines = log.read_text(encoding="utf-8").split("\n")[:-1]
        for line in lines:
            kind, _, rest = line.partition(" ")
            if kind == "error":
                errors.append(rest)
            else:
                digests[kind].add(rest)
        return Seen(len(lines), dict(digests), errors)

    try:
        yield seen
    finally:
        process.kill()
        process.join()


def read_in_a_loop(published: Published, log: Path, pause: float) -> None:
    """Open, look at all tables, close; write a line about each opening."""
    with log.open("a", encoding="utf-8", buffering=1) as lines:
        while True:
            try:
                with published.opened() as connection:
                    number = checked_release(connection)
                    lines.write(f"{number} {digest(connection)}\n")
            except Exception as error:
                lines.write(f"error {' '.join(str(error).split())}\n")
            time.sleep(pause)
