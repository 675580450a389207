"""Builds and releases killed at many moments, while readers read."""

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import FrameType

import duckdb
from dbt_project import Project
from processes import Building, in_process, started, watched
from published import RELEASABLE, Published, copied, working_digest
from traveltide.forgetting import lend_salt
from traveltide.release import publish

MOMENTS = 22
KILLS = 5
# Calls of os that may change a file; those that a subprocess needs vary.
CHANGES = {
    *("chmod", "fsync", "link", "mkdir", "open", "remove", "rename", "replace"),
    *("rmdir", "symlink", "truncate", "unlink", "utime"),
}
# Enough of a release to take every step of one.
MARTS = ("perk_history", "signal_drift", "user_perks")


def working_file(folder: Path) -> Path:
    return folder / "traveltide.duckdb"


def assert_old_or_new(folder: Path, before: dict[str, str]) -> None:
    """Check that the database is as it was, to the byte, or as last built."""
    published = Published(folder / "published")
    published.release_id()
    name = published.database.name
    if published.bytes()[name] != before[name]:
        assert published.digest() == working_digest(working_file(folder))


def remembered(folder: Path) -> int:
    """Open a working file as the next command does; count its releases."""
    with duckdb.connect(str(working_file(folder))) as connection:
        ((count,),) = connection.execute(
            "select count(*) from history.int_releases"
        ).fetchall()
    return count


@contextmanager
def held(building: Building) -> Iterator[None]:
    """Stop a build where it is, for a while."""
    os.kill(building.process.pid, signal.SIGSTOP)
    time.sleep(0.05)
    yield
    os.kill(building.process.pid, signal.SIGCONT)


def test_what_a_kill_would_leave_at_twenty_moments_of_a_build(
    project: Project, generated: Path, folder: Path, tmp_path: Path
) -> None:
    """A process that is stopped has written what a killed one had.

    So one build, looked at again and again, stands for as many that are
    killed; the next test kills.
    """
    before = Published(folder / "published").bytes()
    building = started(
        project, generated, folder, "--full-refresh", **RELEASABLE
    )
    counts = []
    for moment in range(MOMENTS):
        if not building.reaches(moment / MOMENTS):
            break
        with held(building):
            left = copied(folder, tmp_path / "left")
        assert_old_or_new(left, before)
        counts.append(remembered(left))
        # What was seen is never forgotten.
        is_new = Published(left / "published").bytes() != before
        assert counts[-1] == 2 or not is_new
        shutil.rmtree(left)
    outcome = building.wait()
    assert outcome.succeeded, outcome.errors
    assert len(counts) >= 20
    assert [*counts, remembered(folder)] == sorted([*counts, 2])


def test_killed_builds_while_readers_read(
    pageless: Project, generated: Path, folder: Path, tmp_path: Path
) -> None:
    """Each goes on from what the one before it left; the last gets through."""
    published = Published(folder / "published")
    ((last_day,),) = published.rows(
        "select max(as_of_date) from marts.releases"
    )
    first = published.release_id()
    settings = {**RELEASABLE, "as_of_date": str(last_day + timedelta(days=1))}
    with watched(published, tmp_path / "read") as seen:
        for number in range(KILLS):
            before = published.bytes()
            building = started(pageless, generated, folder, **settings)
            assert building.reaches((number + 0.5) / KILLS)
            assert building.kill()
            assert_old_or_new(folder, before)
        outcome = started(pageless, generated, folder, **settings).wait()
        assert outcome.succeeded, outcome.errors
        last = published.release_id()
        # Long enough for the reader to come round once more.
        time.sleep(2)
        reading = seen()
    assert published.leftovers() == []
    assert reading.errors == []
    assert {first, last} <= set(reading.digests)
    assert all(len(found) == 1 for found in reading.digests.values())


def publish_until_killed(folder: Path, fatal_step: int, log: Path) -> None:
    """Release what a working file holds, killed at the n-th step of it.

    A step is a call that may change a file: a statement, or one of os; not what
    importing a module does, which is less the second time.
    """
    os.environ["TRAVELTIDE_PUBLISHED"] = str(folder / "published")
    connection = duckdb.connect(str(working_file(folder)))
    lend_salt(connection)
    facts = connection.execute("from quality.release_facts").df()
    steps = []

    def count(caller: FrameType, event: str, called: object) -> None:
        importing = caller.f_code.co_filename.startswith("<frozen importlib")
        if event != "c_call" or importing:
            return
        name = getattr(called, "__name__", "")
        is_of_os = getattr(called, "__module__", "") == "posix"
        if name == "execute" or (is_of_os and name in CHANGES):
            steps.append(name)
            if len(steps) == fatal_step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    publish(connection, facts, list(MARTS))
    sys.setprofile(None)
    log.write_text(" ".join(steps), encoding="utf-8")


def test_release_killed_at_each_of_its_last_steps(
    folder: Path, tmp_path: Path
) -> None:
    old = Published(folder / "published").bytes()
    with duckdb.connect(str(working_file(folder))) as connection:
        connection.execute("update marts.user_perks set margin = margin + 1")
        connection.execute("delete from marts.signal_drift")
    working = working_digest(working_file(folder))
    new = {name: working[name] for name in MARTS}
    log = tmp_path / "steps"

    def attempt(fatal_step: int) -> tuple[int | None, Path]:
        left = copied(folder, tmp_path / f"step-{fatal_step}")
        return in_process(publish_until_killed, left, fatal_step, log), left

    code, left = attempt(0)
    assert code == 0
    assert Published(left / "published").digest() == new
    steps = log.read_text(encoding="utf-8").split()
    # Tables and comments are much alike; all that follows them is tried.
    written = steps.index("chmod")
    moments = [*range(1, written, 25), *range(written, len(steps) + 1)]
    outcomes = set()
    assert len(moments) > 20
    for moment in moments:
        code, left = attempt(moment)
        assert code == -signal.SIGKILL, moment
        published = Published(left / "published")
        count = remembered(left)
        is_new = published.bytes() != old
        if is_new:
            assert published.digest() == new, moment
        outcomes.add((count, is_new))
        # The next release goes on from whatever was left, and sweeps it up.
        assert in_process(publish_until_killed, left, 0, log) == 0
        assert published.digest() == new
        assert published.leftovers() == []
        assert len(published.releases()) == 2
        assert remembered(left) == count + 1
        shutil.rmtree(left)
    # Killed before it was remembered, before it was seen, and after.
    assert outcomes == {(1, False), (2, False), (2, True)}
